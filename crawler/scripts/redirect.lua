-- Sends the URL on to where it was redirected. ARGV: token, ms since the host was asked, URL, its id, its host, delay
-- and cap of that host. Returns 0 if the token holds no lease, 1 if it goes on, 2 if the target is known already.
local token, ago, to, to_uid, to_host = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4], ARGV[5]
local r, uid = leased(token)
if not r then return 0 end
local now = now_ms()
drop_lease(token, uid, r)
rest(r.host, now, ago)
count(r, 'redirect', '')
if to_uid ~= uid and r.kind == 'article' then
  local seen = seen_get(to_uid)
  local ours = 'alias\31' .. uid
  if seen and string.sub(seen, 1, #ours) ~= ours then
    settle(uid, r, now, 'redirect', to_uid, nil)
    return 2
  end
  seen_set(to_uid, ours .. '\31' .. r.source .. '\31' .. r.kind .. '\31' .. int(now))
end
local hops = r.at
if r.hops and r.hops ~= '' then hops = r.hops .. '\n' .. r.at end
redis.call('HSET', P .. 'url:' .. uid, 'hops', hops, 'at', to, 'host', to_host)
set_host(to_host, ARGV[6], ARGV[7])
queue(uid, to_host, now, r.back == '1')
rescore(r.host)
return 1
