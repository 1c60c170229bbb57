-- ARGV: stage, token, worker, lease ms, most rows, most bytes
-- Answers the claimed rows, oldest first, each as {id, source, run, url, archive, attempts, bytes}.
-- A row whose worker died is tried alone, so that it cannot take a batch with it again.
local stage, token, worker = ARGV[1], ARGV[2], ARGV[3]
local lease, limit, budget = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local ready = pile('ready', stage)
local now = now_ms()
local chosen, total = {}, 0

for position, id in ipairs(redis.call('ZRANGE', ready, 0, limit - 1)) do
  local alone = redis.call('HGET', row_key(id), 'alone') == '1'
  local size = redis.call('STRLEN', bytes_key(id))
  if position == 1 or (not alone and total + size <= budget) then
    chosen[#chosen + 1] = id
    total = total + size
  end
  if position == 1 and alone then break end
end

local answer = {}
for _, id in ipairs(chosen) do
  local attempts = redis.call('HINCRBY', row_key(id), 'attempts', 1)
  redis.call('HSET', row_key(id), 'state', 'leased', 'token', token, 'worker', worker)
  redis.call('ZREM', ready, id)
  redis.call('ZADD', pile('leased', stage), whole(now + lease), id)
  local source, run, url, archive = unpack(row(id, 'source', 'run', 'url', 'archive'))
  answer[#answer + 1] = {id, source, run, url, archive, attempts, redis.call('GET', bytes_key(id)) or ''}
end
announce(stage)
return answer
