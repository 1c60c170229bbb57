-- ARGV: source
-- Answers {number of its snapshot, {article id, fetched ms, sighting, …}}, oldest fetch first.
local source = ARGV[1]
local answer = {}
local found = redis.call('ZRANGE', order_key(source), 0, -1, 'WITHSCORES')
for at = 1, #found, 2 do
  local sighting = redis.call('HGET', articles_key(source), found[at])
  if sighting then
    answer[#answer + 1] = found[at]
    answer[#answer + 1] = found[at + 1]
    answer[#answer + 1] = sighting
  end
end
return {current(source), answer}
