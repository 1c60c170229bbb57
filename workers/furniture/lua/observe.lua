-- ARGV: source, article id, fetched ms, sighting, most articles of a source, most sources, articles between lessons
-- Answers {number of the source's snapshot, 1 if it is time to learn}. Kept are the newest articles, each by its newest
-- fetch, whatever the order in which they come; the same fetch again counts as none.
local source, article, fetched, sighting = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local most, most_sources, every = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local order, articles = order_key(source), articles_key(source)

local before = tonumber(redis.call('ZSCORE', order, article) or '-1')
if before > fetched then return {current(source), 0} end
redis.call('ZADD', order, ARGV[3], article)
redis.call('HSET', articles, article, sighting)
for _, old in ipairs(redis.call('ZRANGE', order, 0, -most - 1)) do
  redis.call('ZREM', order, old)
  redis.call('HDEL', articles, old)
  redis.call('ZREM', OUTDATED, source .. '|' .. old)
end

local time = redis.call('TIME')
redis.call('ZADD', SOURCES, time[1], source)
for _, idle in ipairs(redis.call('ZRANGE', SOURCES, 0, -most_sources - 1)) do forget(idle) end

if before == fetched or redis.call('HEXISTS', articles, article) == 0 then return {current(source), 0} end
if redis.call('INCR', fresh_key(source)) < every then return {current(source), 0} end
redis.call('DEL', fresh_key(source))
return {current(source), 1}
