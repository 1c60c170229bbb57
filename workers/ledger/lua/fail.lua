-- ARGV: id, token, cause, detail, most attempts, first delay ms, longest delay ms, 1 if the attempt counts, duration ms
-- Answers 'delayed', 'dead' or 'stale'. The delay doubles with each attempt; a row that failed is next tried alone.
local id, token, cause, detail = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not holds(id, token) then return 'stale' end
local stage, attempts, worker = unpack(row(id, 'stage', 'attempts', 'worker'))
local now = now_ms()
attempts = tonumber(attempts)
redis.call('ZREM', pile('leased', stage), id)
trace(id, {stage = stage, at = now, attempt = attempts, ms = tonumber(ARGV[9]), worker = worker,
  outcome = ARGV[8] == '1' and 'failed' or 'given back', detail = cause})
if ARGV[8] == '1' then
  redis.call('HSET', row_key(id), 'alone', 1)
else
  redis.call('HSET', row_key(id), 'attempts', attempts - 1)
end
if ARGV[8] == '1' and attempts >= tonumber(ARGV[5]) then
  bury(id, stage, cause, detail, now)
  return 'dead'
end
redis.call('HDEL', row_key(id), 'token', 'worker')
redis.call('HSET', row_key(id), 'state', 'delayed')
local delay = math.min(tonumber(ARGV[6]) * 2 ^ math.max(attempts - 1, 0), tonumber(ARGV[7]))
redis.call('ZADD', pile('delayed', stage), whole(now + delay), id)
return 'delayed'
