-- Makes due what rests because its source did. ARGV: the source, how many at most. Returns how many were looked at.
local key = P .. 'rested:' .. ARGV[1]
local now = now_ms()
local uids = redis.call('SPOP', key, tonumber(ARGV[2]))
for _, uid in ipairs(uids) do
  local r = record(uid)
  if r.host and not r.token then queue(uid, r.host, now, r.back == '1') end
end
if redis.call('EXISTS', key) == 0 then redis.call('SREM', P .. 'resting', ARGV[1]) end
return #uids
