-- ARGV: id, source, run, url, archive, bytes, held limit, 1 if memory is full, document ids of its addresses …
-- Answers 'new', 'known' or 'full'. A call repeated after a lost answer changes nothing.
local id, source, run, url, archive, data = unpack(ARGV, 1, 6)
if redis.call('EXISTS', row_key(id)) == 1 then return 'known' end
local held = tonumber(redis.call('GET', P .. 'held') or '0')
if ARGV[8] == '1' or held + #data > tonumber(ARGV[7]) then return 'full' end
local now = now_ms()
redis.call('HSET', row_key(id), 'source', source, 'run', run, 'url', url, 'stage', 'clean', 'attempts', 0,
  'created', whole(now), 'archive', archive)
hold(id, data)
count(source, run, 'handed_over', 1)
if run ~= '' then redis.call('SADD', P .. 'open:' .. run, id) end
for position = 9, #ARGV do
  redis.call('SET', 'trawlnet:trace:of:' .. ARGV[position], id, 'EX', KEEP_S)
end
trace(id, {stage = 'handed_over', at = now})
make_ready(id, 'clean', now)
announce('clean')
return 'new'
