-- Ends a visit that told something. ARGV: token, result, reason, ms since the host was asked, changed (0/1),
-- least, first and longest time between visits, etag, last-modified, ms until the next visit (-1: by these bounds), pace
-- (empty: as it was). Returns 0 if the token holds no lease.
local token, result, reason, ago = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local changed, least, first, longest = ARGV[5] == '1', tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local r, uid = leased(token)
if not r then return 0 end
local now = now_ms()

local function next_visit()
  if r.kind == 'article' or r.standing ~= '1' then return nil end
  local interval = tonumber(r.interval or 0)
  if interval == 0 then interval = first
  elseif changed then interval = interval / 2
  else interval = interval * 1.5 end
  interval = math.min(math.max(interval, least), longest)
  if tonumber(ARGV[11]) >= 0 then interval = tonumber(ARGV[11]) end
  if ARGV[12] ~= '' then redis.call('HSET', P .. 'url:' .. uid, 'pace', ARGV[12]) end
  redis.call('HSET', P .. 'url:' .. uid, 'interval', int(interval), 'etag', ARGV[9], 'modified', ARGV[10])
  return now + interval
end

drop_lease(token, uid, r)
rest(r.host, now, ago)
redis.call('HDEL', P .. 'host:' .. r.host, 'strikes')
count(r, result, reason)
settle(uid, r, now, result, reason, next_visit())
return 1
