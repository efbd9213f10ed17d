using System.Net;
using System.Text;
using Google.Protobuf;
using GvNap.Peer.Cli.Prompting;
using GvNap.Peer.IndexClient;
using GvNap.Peer.Tests.IndexClient;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.Cli.Prompting;

/// <summary>
/// Sessions of a real peer, alice, with a scripted index server, which finds her own file whatever is searched for: what is
/// downloaded comes from her own file port.
/// </summary>
internal sealed class PromptFixture : IAsyncDisposable
{
    public const string FileName = "a  file.txt";
    public const string FileText = "what is shared";

    private readonly string _folder = Directory.CreateTempSubdirectory("gvnap-prompt-").FullName;
    private PeerNode? _peer;

    public PromptFixture()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "share"));
        File.WriteAllText(Path.Combine(_folder, "share", FileName), FileText);
        Index.Script = AnswerAsync;
    }

    public TestTerminal Terminal { get; } = new();

    public string Screen => Terminal.Screen;

    public ScriptedIndexServer Index { get; } = new();

    /// <summary>The content id of the file.</summary>
    public ContentId Content { get; } = ContentHasher.Hash(Encoding.UTF8.GetBytes(FileText)).Content;

    /// <summary>The peer, once a session has begun.</summary>
    public PeerNode Peer => _peer!;

    /// <summary>A port on which nobody listens, and which the index server names as alice's first; 0: none.</summary>
    public int DeadPort { get; set; }

    public string Downloads => Path.Combine(_folder, "downloads");

    /// <summary>Writes what the peer finds as its queue of downloads when it starts.</summary>
    public Task WriteQueueAsync(string json)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "state"));
        return File.WriteAllTextAsync(Path.Combine(_folder, "state", "downloads.json"), json, TestContext.Current.CancellationToken);
    }

    public Task<string> ReadDownloadAsync(string name) => File.ReadAllTextAsync(Path.Combine(Downloads, name), TestContext.Current.CancellationToken);

    /// <summary>Has a whole session, of a peer that is not registered.</summary>
    public async Task RunAsync(params string[] lines)
    {
        Terminal.Type(lines);
        await (await MakeAsync()).RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Begins a session of a peer that is to register.</summary>
    public async Task<Task> BeginAsync(bool leaveWithServer = false) =>
        (await MakeAsync(Index.Address, leaveWithServer)).RunAsync(TestContext.Current.CancellationToken);

    /// <summary>Makes a session.</summary>
    public async Task<Prompt> MakeAsync(IndexAddress? index = null, bool leaveWithServer = false, ILoggerFactory? loggers = null) =>
        new(await StartPeerAsync(index, leaveWithServer), Terminal, loggers ?? NullLoggerFactory.Instance);

    /// <summary>Starts the peer, unless it runs.</summary>
    public async Task<PeerNode> StartPeerAsync(IndexAddress? index = null, bool leaveWithServer = false)
    {
        var options = new PeerOptions
        {
            Name = "alice",
            ShareFolder = Path.Combine(_folder, "share"),
            ShareAll = true,
            Downloads = Downloads,
            ListenAddress = IPAddress.Loopback,
            Port = 0,
            Index = index is { } address ? [address] : [],
            StateFolder = Path.Combine(_folder, "state"),
            LeaveWithServer = leaveWithServer,
            Limits = new PeerLimits { Follows = 2 },
        };
        _peer ??= await PeerNode.StartAsync(options, NullLoggerFactory.Instance, TimeProvider.System, TestContext.Current.CancellationToken);
        await _peer.Library.WaitUntilHashedAsync(TestContext.Current.CancellationToken);
        return _peer;
    }

    public async Task<bool> AnswerAsync(ScriptedIndexConnection connection, Envelope request)
    {
        var source = new Source { User = "alice", Endpoints = { new Endpoint { Host = "127.0.0.1", Port = (uint)(_peer?.Port ?? 1) } } };
        if (DeadPort > 0)
        {
            source.Endpoints.Insert(0, new Endpoint { Host = "localhost", Port = (uint)DeadPort, State = EndpointState.Reachable });
        }

        if (request.Search is not null)
        {
            var entry = new FileEntry { Name = FileName, Root = ByteString.CopyFrom(Content.Root.ToBytes()), Size = (ulong)Content.Size };
            var result = new Result { Entry = entry.ToByteString(), SourceCount = 1, Sources = { source } };
            await connection.ReplyAsync(request, new Envelope { SearchResults = new SearchResults { Total = 1, Results = { result } } });
            return true;
        }

        if (request.FindSources is not null)
        {
            await connection.ReplyAsync(request, new Envelope { SourcePage = new SourcePage { Total = 1, Sources = { source } } });
            return true;
        }

        return false;
    }

    public async ValueTask DisposeAsync()
    {
        await (_peer?.QuitAsync() ?? Task.CompletedTask);
        await Index.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
