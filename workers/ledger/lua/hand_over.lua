-- ARGV: id, source, run, url, archive, bytes, held limit, 1 if memory is full, stage, document ids …
-- Answers 'new', 'known' or 'full'. A call repeated after a lost answer changes nothing.
local id, source, run, url, archive, data = unpack(ARGV, 1, 6)
if redis.call('EXISTS', row_key(id)) == 1 then return 'known' end
local stage = ARGV[9]
local held = tonumber(redis.call('GET', P .. 'held') or '0')
if ARGV[8] == '1' or held + #data > tonumber(ARGV[7]) then return 'full' end
local now = now_ms()
redis.call('HSET', row_key(id), 'source', source, 'run', run, 'url', url, 'stage', stage, 'attempts', 0,
  'created', whole(now), 'archive', archive)
hold(id, data)
count(source, run, 'handed_over', 1)
if run ~= '' then redis.call('SADD', P .. 'open:' .. run, id) end
for position = 10, #ARGV do
  redis.call('SET', 'trawlnet:trace:of:' .. ARGV[position], id, 'EX', KEEP_S)
end
trace(id, {stage = 'handed_over', at = now})
make_ready(id, stage, now)
announce(stage)
return 'new'
