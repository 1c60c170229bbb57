-- Answers {now, counts, per stage {name, ready, leased, delayed, dead, oldest age ms}, held bytes}, all of one moment.
local now = now_ms()
local stages = {}
for _, stage in ipairs(STAGES) do
  local oldest = redis.call('ZRANGE', pile('ready', stage), 0, 0, 'WITHSCORES')
  stages[#stages + 1] = {stage, redis.call('ZCARD', pile('ready', stage)), redis.call('ZCARD', pile('leased', stage)),
    redis.call('ZCARD', pile('delayed', stage)), 
    redis.call('ZCARD', pile('dead', stage)), oldest[2] and now - tonumber(oldest[2]) or 0}
end
return {now, redis.call('HGETALL', P .. 'count:all'), stages, tonumber(redis.call('GET', P .. 'held') or '0')}
