-- ARGV: id, token, next stage, bytes, duration ms, detail, document id of the article
-- Answers 1, or 0 if the token is stale: then nothing changed.
local id, token, onward = ARGV[1], ARGV[2], ARGV[3]
if not holds(id, token) then return 0 end
local stage, attempts, worker = unpack(row(id, 'stage', 'attempts', 'worker'))
local now = now_ms()
redis.call('ZREM', pile('leased', stage), id)
hold(id, ARGV[4])
redis.call('HSET', row_key(id), 'stage', onward, 'attempts', 0)
redis.call('HDEL', row_key(id), 'alone')
if ARGV[7] ~= '' then redis.call('SET', 'trawlnet:trace:of:' .. ARGV[7], id, 'EX', KEEP_S) end
trace(id, {stage = stage, at = now, attempt = tonumber(attempts), ms = tonumber(ARGV[5]), worker = worker,
  outcome = 'advanced', detail = ARGV[6]})
make_ready(id, onward, now)
announce(onward)
return 1
