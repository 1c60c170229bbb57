-- ARGV: id, token, outcome, reason, article id, text digest, duration ms, detail
-- Answers 1, or 0 if the token is stale: then nothing changed.
local id, token, outcome, reason = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if not holds(id, token) then return 0 end
local stage, attempts, worker = unpack(row(id, 'stage', 'attempts', 'worker'))
local now = now_ms()
redis.call('ZREM', pile('leased', stage), id)
trace(id, {stage = stage, at = now, attempt = tonumber(attempts), ms = tonumber(ARGV[7]), worker = worker,
  outcome = outcome, detail = ARGV[8]})
if outcome == 'dead' then
  bury(id, stage, reason, ARGV[8], now)
else
  conclude(id, outcome, reason, ARGV[5], ARGV[6], now)
  entomb(id)
end
return 1
