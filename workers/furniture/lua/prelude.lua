-- What every transition shares: the keys of a source, and how a source is forgotten.
local P = 'trawlnet:furniture:'
local SOURCES, OUTDATED, NUMBER, FAILING = P .. 'sources', P .. 'outdated', P .. 'number', P .. 'failing'

local function order_key(source) return P .. 'order:' .. source end       -- article id -> its fetch's time
local function articles_key(source) return P .. 'articles:' .. source end -- article id -> its sighting
local function current_key(source) return P .. 'current:' .. source end   -- the number of its snapshot
local function fresh_key(source) return P .. 'fresh:' .. source end       -- articles since it was last learned from
local function numbers_key(source) return P .. 'numbers:' .. source end   -- snapshots that are kept, newest first
local function snapshot_key(source, number) return P .. 'snapshot:' .. source .. ':' .. number end

local function current(source) return tonumber(redis.call('GET', current_key(source)) or '0') end

local function forget(source)
  for _, number in ipairs(redis.call('LRANGE', numbers_key(source), 0, -1)) do
    redis.call('DEL', snapshot_key(source, number))
  end
  for _, article in ipairs(redis.call('ZRANGE', order_key(source), 0, -1)) do
    redis.call('ZREM', OUTDATED, source .. '|' .. article)
  end
  redis.call('DEL', order_key(source), articles_key(source), current_key(source), fresh_key(source),
    numbers_key(source))
  redis.call('HDEL', FAILING, source)
  redis.call('ZREM', SOURCES, source)
end
