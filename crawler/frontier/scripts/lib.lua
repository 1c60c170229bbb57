-- What every transition shares. KEYS[1] is the prefix of the frontier's keys; all moments are ms of `now_ms`, the clock
-- that stands before this. A URL's id is 16 bytes; no script does work that grows with the frontier.
local P = KEYS[1]
local RUN_TTL_S = 7 * 86400
local NOWHERE = string.rep('\0', 8)
local ARTICLE = string.byte('a')
local call = redis.call

local function int(n) return string.format('%.0f', n) end

-- The answer of `ask` for a key, asked once a script.
local function remembering(ask)
  local known = {}
  return function(key)
    local answer = known[key]
    if answer == nil then
      answer = ask(key)
      known[key] = answer
    end
    return answer
  end
end

-- A list of names gives each text a small number, for ever; 0 stands for what found the list full.
local function numbers(list, most)
  local key = P .. 'names:' .. list
  return remembering(function(text)
    local known = call('HGET', key, '=' .. text)
    if known then return tonumber(known) end
    local n = call('HLEN', key) / 2 + 1
    if n > most then return 0 end
    call('HSET', key, '=' .. text, int(n), '#' .. int(n), text)
    return n
  end)
end

local source_number, outcome_number = numbers('source', 16000000), numbers('outcome', 60000)
local source_id = remembering(function(n) return call('HGET', P .. 'names:source', '#' .. int(n)) or '' end)

-- One command for many members, in parts that fit on the stack; `list` may hold pairs.
local function call_with(command, key, list)
  for n = 1, #list, 500 do call(command, key, unpack(list, n, math.min(n + 499, #list))) end
end

local function call_for(command, key, list)
  local answers = {}
  for n = 1, #list, 500 do
    for _, answer in ipairs(call(command, key, unpack(list, n, math.min(n + 499, #list)))) do
      answers[#answers + 1] = answer
    end
  end
  return answers
end

local function first_of(key)
  local first = call('ZRANGE', key, 0, 0, 'WITHSCORES')
  return first[1], tonumber(first[2])
end

local function each_run(runs, act)
  for run in string.gmatch(runs, '%S+') do act(run) end
end

local function has_run(runs, wanted)
  return string.find(' ' .. runs .. ' ', ' ' .. wanted .. ' ', 1, true) ~= nil
end

local function open_in(run, uid)
  call('SADD', P .. 'run:' .. run, uid)
  call('EXPIRE', P .. 'run:' .. run, RUN_TTL_S)
end
