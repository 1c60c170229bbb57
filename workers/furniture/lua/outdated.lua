-- ARGV: how many
-- Answers up to so many outdated articles, the longest waiting first, as {source, article id, number, sighting, …};
-- none while a page waits for any stage: fresh pages go first, and none overtakes its own first cleaning.
for _, stage in ipairs({'clean', 'enrich', 'index'}) do
  for _, state in ipairs({'ready', 'delayed'}) do
    if redis.call('ZCARD', 'trawlnet:ledger:' .. state .. ':' .. stage) > 0 then return {} end
  end
end
local answer = {}
local found = redis.call('ZRANGE', OUTDATED, 0, tonumber(ARGV[1]) - 1, 'WITHSCORES')
for at = 1, #found, 2 do
  local source, article = string.match(found[at], '^(.*)|([^|]*)$')
  local sighting = redis.call('HGET', articles_key(source), article)
  if sighting then
    for _, field in ipairs({source, article, found[at + 1], sighting}) do answer[#answer + 1] = field end
  else
    redis.call('ZREM', OUTDATED, found[at])
  end
end
return answer
