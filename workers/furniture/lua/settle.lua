-- ARGV: source, article id, number
-- An outdated article was handed over again: it waits no more, unless a later snapshot has made it outdated anew.
local member = ARGV[1] .. '|' .. ARGV[2]
if tonumber(redis.call('ZSCORE', OUTDATED, member) or '-1') ~= tonumber(ARGV[3]) then return 0 end
return redis.call('ZREM', OUTDATED, member)
