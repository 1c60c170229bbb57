-- Takes back expired leases. ARGV: how many at most, after how many expiries a URL is given up. Returns how many.
local now = now_ms()
local expired = redis.call('ZRANGEBYSCORE', P .. 'leases', '-inf', int(now), 'LIMIT', 0, tonumber(ARGV[1]))
for _, token in ipairs(expired) do
  local r, uid = leased(token)
  if r then
    drop_lease(token, uid, r)
    rest(r.host, now, 0)
    if redis.call('HINCRBY', P .. 'url:' .. uid, 'expired', 1) >= tonumber(ARGV[2]) then
      count(r, 'failed', 'CrawlerDied')
      local again = nil
      if r.kind ~= 'article' and r.standing == '1' then again = now + 86400000 end
      settle(uid, r, now, 'failed', 'CrawlerDied', again)
    else
      queue(uid, r.host, now, r.back == '1')
    end
  else
    redis.call('ZREM', P .. 'leases', token)
    redis.call('HDEL', P .. 'leased', token)
  end
end
redis.call('ZREMRANGEBYSCORE', P .. 'blocked', '-inf', int(now))
return #expired
