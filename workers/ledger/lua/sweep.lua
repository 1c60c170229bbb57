-- ARGV: most attempts, most rows a pile
-- Leases that ran out and delays that are over become ready; a row that outlasted its attempts is dead.
-- Answers {leases that ran out, delays that were over, rows buried}. Any number of sweepers may run at once.
local expired, due, buried = 0, 0, 0
local now = now_ms()
for _, stage in ipairs(STAGES) do
  for _, id in ipairs(redis.call('ZRANGE', pile('leased', stage), '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, ARGV[2])) do
    redis.call('ZREM', pile('leased', stage), id)
    local attempts, worker = unpack(row(id, 'attempts', 'worker'))
    attempts = tonumber(attempts) or 0
    trace(id, {stage = stage, at = now, attempt = attempts, worker = worker, outcome = 'lease ran out'})
    if attempts >= tonumber(ARGV[1]) then
      bury(id, stage, 'WorkerDied', 'Its worker died, or was stopped by the time limit, at each attempt.', now)
      buried = buried + 1
    else
      redis.call('HSET', row_key(id), 'alone', 1)
      make_ready(id, stage, now)
      expired = expired + 1
    end
  end
  for _, id in ipairs(redis.call('ZRANGE', pile('delayed', stage), '-inf', whole(now), 'BYSCORE', 'LIMIT', 0, ARGV[2])) do
    redis.call('ZREM', pile('delayed', stage), id)
    make_ready(id, stage, now)
    due = due + 1
  end
  announce(stage)
end
return {expired, due, buried}
