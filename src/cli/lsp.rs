//! `stackpose lsp`: the language server over standard input and output. `crate::lsp` has the answers.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use clap::Args;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request as Asked, RequestId, Response};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability, CompletionOptions,
    CompletionParams, DidChangeTextDocumentParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, GotoDefinitionParams, HoverParams,
    HoverProviderCapability, InitializeParams, OneOf, PublishDiagnosticsParams, SaveOptions,
    ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri, WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

use super::Exit;
use super::lint_levels::LevelOptions;
use super::report;
use crate::load::Disk;
use crate::loader::Request;
use crate::lsp::Server;

/// Options of `lsp`.
#[derive(Debug, Args)]
pub(super) struct Options {
    #[command(flatten)]
    levels: LevelOptions,
    /// Accepted for editors that add it: standard input and output are the only transport
    #[arg(long, hide = true)]
    stdio: bool,
}

/// Findings follow when nothing was typed for so long.
const QUIET: Duration = Duration::from_millis(150);
/// Messages after which findings follow although more are coming.
const MOST_WAITING: usize = 50;

/// Serves until the editor says `exit`: 0 after `shutdown`, else 1.
pub(super) fn run(mut request: Request, options: &Options) -> Exit {
    if let Err(error) = options.levels.apply(&mut request) {
        return report::failure(error);
    }
    let (connection, threads) = Connection::stdio();
    let exit = serve(&connection, request);
    drop(connection);
    // Answers are written before the process ends, also when the input was no protocol.
    // The message is not shown: it may hold the text of a file.
    if threads.join().is_err_and(|error| error.kind() == std::io::ErrorKind::InvalidData) {
        report::note("the input is no message of the language server protocol");
    }
    exit
}

fn serve(connection: &Connection, request: Request) -> Exit {
    let Ok((id, params)) = connection.initialize_start() else { return Exit::Findings };
    let params: InitializeParams = match serde_json::from_value(params) {
        Ok(params) => params,
        Err(error) => {
            let refused = Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string());
            let _ = connection.sender.send(refused.into());
            connection.receiver.iter().for_each(drop);
            return Exit::Findings;
        }
    };
    let result = json!({
        "capabilities": capabilities(),
        "serverInfo": {"name": "stackpose", "version": env!("CARGO_PKG_VERSION")},
    });
    if connection.initialize_finish(id, result).is_err() {
        return Exit::Findings;
    }
    // The connection holds one message at a time. Those that came in the meantime are to be seen together.
    let (sender, waiting) = std::sync::mpsc::channel();
    let receiver = connection.receiver.clone();
    std::thread::spawn(move || {
        for message in receiver {
            if sender.send(message).is_err() {
                return;
            }
        }
    });
    let server = Server::new(request);
    let mut session = Session { connection, waiting, server, is_shut_down: false, ended: None };
    session.server.folders(&folders(&params), &[]);
    if watches(&params) {
        session.watch();
    }
    session.run()
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(["-", ":", " "].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
            ..CodeActionOptions::default()
        })),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: None,
        }),
        ..ServerCapabilities::default()
    }
}

/// The folders of the editor; older ones have a single root.
fn folders(params: &InitializeParams) -> Vec<Uri> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().map(|folder| folder.uri.clone()).collect();
    }
    #[expect(deprecated, reason = "older editors know no folders")]
    params.root_uri.clone().into_iter().collect()
}

/// Whether the editor can tell of files that change on the disk.
fn watches(params: &InitializeParams) -> bool {
    let workspace = params.capabilities.workspace.as_ref();
    let watching = workspace.and_then(|it| it.did_change_watched_files.as_ref());
    watching.and_then(|it| it.dynamic_registration) == Some(true)
}

struct Session<'a> {
    connection: &'a Connection,
    waiting: Receiver<Message>,
    server: Server,
    is_shut_down: bool,
    ended: Option<Exit>,
}

impl Session<'_> {
    /// Takes messages as they come. What came together is looked at together: a request that was taken back
    /// meanwhile is not answered, and of many changes only the last text is checked.
    fn run(&mut self) -> Exit {
        let mut unchecked = 0;
        loop {
            let next = if !self.server.is_stale() {
                self.waiting.recv().map_err(|_| RecvTimeoutError::Disconnected)
            } else if unchecked < MOST_WAITING {
                self.waiting.recv_timeout(QUIET)
            } else {
                Err(RecvTimeoutError::Timeout)
            };
            let next = match next {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => {
                    unchecked = 0;
                    self.publish();
                    continue;
                }
                Err(RecvTimeoutError::Disconnected) => return Exit::Findings,
            };
            let batch: Vec<Message> = std::iter::once(next).chain(self.waiting.try_iter()).collect();
            unchecked += batch.len();
            let cancelled = cancelled(&batch);
            for message in batch {
                match message {
                    Message::Request(asked) => self.answer(asked, &cancelled),
                    Message::Notification(told) => self.told(told),
                    Message::Response(_) => {}
                }
                if let Some(exit) = self.ended {
                    return exit;
                }
            }
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // An editor that is gone is noticed when the next message is read.
        let _ = self.connection.sender.send(message.into());
    }

    fn answer(&mut self, asked: Asked, cancelled: &BTreeSet<String>) {
        let Asked { id, method, params } = asked;
        let response = if cancelled.contains(&id.to_string()) {
            refused(id, ErrorCode::RequestCanceled, "the request was cancelled")
        } else if self.is_shut_down {
            refused(id, ErrorCode::InvalidRequest, "the server was shut down")
        } else {
            self.answer_to(id, &method, params)
        };
        self.send(response);
    }

    fn answer_to(&mut self, id: RequestId, method: &str, params: Json) -> Response {
        let server = &mut self.server;
        match method {
            "shutdown" => {
                self.is_shut_down = true;
                Response::new_ok(id, Json::Null)
            }
            "textDocument/hover" => with(id, params, |asked: HoverParams| {
                let at = asked.text_document_position_params;
                json!(server.hover(&at.text_document.uri, at.position))
            }),
            "textDocument/completion" => with(id, params, |asked: CompletionParams| {
                let at = asked.text_document_position;
                json!(server.completion(&at.text_document.uri, at.position))
            }),
            "textDocument/definition" => with(id, params, |asked: GotoDefinitionParams| {
                let at = asked.text_document_position_params;
                json!(server.definition(&at.text_document.uri, at.position, &Disk))
            }),
            "textDocument/codeAction" => with(id, params, |asked: CodeActionParams| {
                json!(server.actions(&asked.text_document.uri, asked.range, &Disk))
            }),
            "initialize" => refused(id, ErrorCode::InvalidRequest, "the server was initialized before"),
            _ => refused(id, ErrorCode::MethodNotFound, "the server does not know this request"),
        }
    }

    fn told(&mut self, told: Notification) {
        let Notification { method, params } = told;
        let server = &mut self.server;
        match method.as_str() {
            "exit" => {
                self.ended = Some(if self.is_shut_down { Exit::Done } else { Exit::Findings });
            }
            "textDocument/didOpen" => take(params, |told: DidOpenTextDocumentParams| {
                let document = told.text_document;
                server.open(document.uri, document.version, document.text);
            }),
            "textDocument/didChange" => take(params, |told: DidChangeTextDocumentParams| {
                let document = told.text_document;
                server.change(&document.uri, document.version, told.content_changes);
            }),
            "textDocument/didClose" => take(params, |told: DidCloseTextDocumentParams| {
                server.close(&told.text_document.uri);
            }),
            "textDocument/didSave" | "workspace/didChangeWatchedFiles" => server.files_changed(),
            "workspace/didChangeWorkspaceFolders" => take(params, |told: DidChangeWorkspaceFoldersParams| {
                let uris = |folders: Vec<lsp_types::WorkspaceFolder>| -> Vec<Uri> {
                    folders.into_iter().map(|folder| folder.uri).collect()
                };
                server.folders(&uris(told.event.added), &uris(told.event.removed));
            }),
            // Others are for servers that know more, and need no answer.
            _ => {}
        }
    }

    fn publish(&mut self) {
        for published in self.server.check(&Disk) {
            let params = PublishDiagnosticsParams {
                uri: published.uri,
                diagnostics: published.diagnostics,
                version: published.version,
            };
            self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
        }
    }

    /// Asks the editor to tell of files that change on the disk.
    fn watch(&self) {
        let watchers =
            ["**/*.yaml", "**/*.yml", "**/.env*", "**/*.env"].map(|glob| json!({"globPattern": glob}));
        let registration = json!({
            "id": "files",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": {"watchers": watchers},
        });
        let params = json!({"registrations": [registration]});
        self.send(Asked::new(RequestId::from(1), "client/registerCapability".to_owned(), params));
    }
}

/// The requests of some messages that were taken back.
fn cancelled(batch: &[Message]) -> BTreeSet<String> {
    let id = |message: &Message| {
        let Message::Notification(Notification { method, params }) = message else { return None };
        let id = params.get("id").filter(|_| method == "$/cancelRequest")?;
        let id: RequestId = serde_json::from_value(id.clone()).ok()?;
        Some(id.to_string())
    };
    batch.iter().filter_map(id).collect()
}

fn with<P: DeserializeOwned>(id: RequestId, params: Json, answer: impl FnOnce(P) -> Json) -> Response {
    match serde_json::from_value(params) {
        Ok(params) => Response::new_ok(id, answer(params)),
        Err(error) => refused(id, ErrorCode::InvalidParams, &error.to_string()),
    }
}

fn take<P: DeserializeOwned>(params: Json, act: impl FnOnce(P)) {
    if let Ok(params) = serde_json::from_value(params) {
        act(params);
    }
}

fn refused(id: RequestId, code: ErrorCode, message: &str) -> Response {
    Response::new_err(id, code as i32, message.to_owned())
}
