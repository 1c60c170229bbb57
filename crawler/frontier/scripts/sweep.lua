-- Takes back expired leases. ARGV: how many at most, after how many expiries a URL is given up, fetches in flight at one
-- address. Returns how many.
local now = now_ms()
local function give_back(uid, r)
  r.expired = r.expired + 1
  if r.expired >= tonumber(ARGV[2]) then
    count(r, 'failed', 'CrawlerDied')
    settle(uid, r, now, 'failed', 'CrawlerDied', after_failure(r, now, 86400000))
  else
    save(uid, r)
    queue(uid, r, now - 60000) -- before what else is due at its host
  end
end

local expired = call('ZRANGEBYSCORE', P .. 'leases', '-inf', int(now), 'LIMIT', 0, tonumber(ARGV[1]))
look_up(expired)
for _, token in ipairs(expired) do
  local r, uid, h = take_back(token)
  if r then
    rest(h, now, 0)
    give_back(uid, r)
  end
end
for _, address in ipairs(call('SRANDMEMBER', P .. 'parking', 10)) do
  if call('SCARD', P .. 'at:' .. address) < tonumber(ARGV[3]) then freed[#freed + 1] = address end
end
keep(now)
call('ZREMRANGEBYSCORE', P .. 'blocked', '-inf', int(now))
return #expired
