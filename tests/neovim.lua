-- What a user does with a Compose file in Neovim; tests/neovim.sh starts it. It ends with 0 where everything arrived.
local function demand(what, holds)
  if not vim.wait(20000, function() return holds() and true or false end, 50) then
    io.stderr:write("missing: " .. what .. "\n")
    vim.cmd("cquit 1")
  end
end

vim.cmd("edit compose.yaml")
local buffer = vim.api.nvim_get_current_buf()
local function client() return vim.lsp.get_clients({ bufnr = buffer, name = "stackpose" })[1] end
demand("the server starts for a Compose file", client)

local function shows(code)
  for _, found in ipairs(vim.diagnostic.get(buffer)) do
    if found.code == code then return found end
  end
end
demand("a finding", function() return shows("E0401") end)
local found = shows("E0401")
demand("the finding is at its key", function() return found.lnum == 2 and found.col == 4 and found.end_col == 8 end)

local document = vim.lsp.util.make_text_document_params(buffer)
local function answer(method, more)
  local params = vim.tbl_extend("force", { textDocument = document }, more)
  local response = client():request_sync(method, params, 20000, buffer)
  return response and response.result
end
demand("a hover text", function()
  local hover = answer("textDocument/hover", { position = { line = 3, character = 8 } })
  return hover and hover.contents.value:find("x-aws-exec", 1, true)
end)
demand("a word to complete", function()
  local words = answer("textDocument/completion", { position = { line = 3, character = 16 } })
  return words and vim.iter(words):any(function(word) return word.label == "false" end)
end)

vim.api.nvim_win_set_cursor(0, { 3, 5 })
vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find("E0401", 1, true) end })
demand("the quick fix", function() return vim.api.nvim_buf_get_lines(buffer, 2, 3, false)[1] == "    image: nginx:1.29" end)
demand("the finding goes", function() return not shows("E0401") end)
vim.cmd("qall!")
