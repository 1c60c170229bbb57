-- ARGV: source, number of the snapshot it follows, its content, the source's selectors and which of them fail ("" if
-- none do), snapshots kept, most outdated articles, changed blocks…
-- Answers the new snapshot's number, or 0 if another was published meanwhile: then nothing changed. Articles that show
-- a block on which the two snapshots differ are outdated from now on, if the archive has their pages.
local source, base, content = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local failing, kept, most = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
if current(source) ~= base then return 0 end

local number = redis.call('INCR', NUMBER)
redis.call('SET', snapshot_key(source, number), content)
redis.call('SET', current_key(source), number)
redis.call('LPUSH', numbers_key(source), number)
for _, old in ipairs(redis.call('LRANGE', numbers_key(source), kept, -1)) do
  redis.call('DEL', snapshot_key(source, old))
end
redis.call('LTRIM', numbers_key(source), 0, kept - 1)
if failing == '' then redis.call('HDEL', FAILING, source) else redis.call('HSET', FAILING, source, failing) end

local function shows_a_change(blocks)
  for at = 7, #ARGV do
    local from = 1
    while from do
      local start = string.find(blocks, ARGV[at], from, true)
      if start and start % 6 == 1 then return true end
      from = start and start + 1
    end
  end
  return false
end

local sightings = redis.call('HGETALL', articles_key(source))
for at = 1, #sightings, 2 do
  local pointer, blocks = string.match(sightings[at + 1], '^([^|]*)|[^|]*|[^|]*|[^|]*|(.*)$')
  if pointer and pointer ~= '' and shows_a_change(blocks) then
    redis.call('ZADD', OUTDATED, number, source .. '|' .. sightings[at])
  end
end
redis.call('ZREMRANGEBYRANK', OUTDATED, 0, -most - 1)
return number
