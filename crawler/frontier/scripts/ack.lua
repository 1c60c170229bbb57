-- Ends visits that told something. ARGV: least, first and longest time between visits, then for each visit: token,
-- result, ms since the host was asked, changed (0/1), etag, last-modified, ms until the next visit (-1: by those bounds,
-- of an article: none), pace (empty: as it was). Returns for each 1, or 0 if the token holds no lease.
local now = now_ms()
local least, first, longest = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local answers = {}

local function next_visit(r, changed, etag, modified, wait, pace)
  if r.kind == ARTICLE then return wait >= 0 and now + wait or nil end
  if not r.standing then return nil end
  if pace ~= '' then r.pace = pace end
  r.etag, r.modified = etag, modified
  if wait >= 0 then return now + wait end
  if r.interval == 0 then r.interval = first
  elseif changed then r.interval = r.interval / 2
  else r.interval = r.interval * 1.5 end
  r.interval = math.min(math.max(r.interval, least), longest)
  return now + r.interval
end

local tokens = {}
for n = 4, #ARGV, 8 do tokens[#tokens + 1] = ARGV[n] end
look_up(tokens)
for n = 4, #ARGV, 8 do
  local token, result, ago, changed = ARGV[n], ARGV[n + 1], tonumber(ARGV[n + 2]), ARGV[n + 3] == '1'
  local r, uid, h = take_back(token)
  answers[#answers + 1] = r and 1 or 0
  if r then
    rest(h, now, ago)
    forgive(h)
    count(r, result, '')
    r.missed = 0
    r.was_page = r.was_page or result == 'page'
    settle(uid, r, now, result, '', next_visit(r, changed, ARGV[n + 4], ARGV[n + 5], tonumber(ARGV[n + 6]), ARGV[n + 7]))
  end
end
keep(now)
return answers
