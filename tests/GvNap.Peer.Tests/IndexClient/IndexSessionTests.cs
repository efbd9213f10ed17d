using System.Diagnostics;
using GvNap.Peer.IndexClient;
using GvNap.Protocol.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace GvNap.Peer.Tests.IndexClient;

public sealed class IndexSessionTests
{
    private readonly ScriptedDirectory _directory = new();
    private readonly ChangingCatalogue _catalogue = new("one.txt", "two.txt");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_shared_is_in_the_index_when_register_has_answered()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);

        var result = await session.RegisterAsync(Cancelled);

        Assert.Equal(RegisterOutcome.Registered, result.Outcome);
        Assert.False(result.Resumed);
        Assert.Equal(["one.txt", "two.txt"], _directory.Names);
        Assert.Equal(_directory.Peer, session.PeerId);
        Assert.Equal(IndexSessionState.Attached, session.State);
        Assert.Equal(server.Address, session.Server);
        Assert.Equal(7777u, session.Endpoints.Single().Port);
    }

    [Fact]
    public async Task Changes_of_what_is_shared_follow()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);

        _catalogue.Set("one.txt", "other.txt", "three.txt");
        await UntilAsync(() => _directory.Names.SequenceEqual(["one.txt", "other.txt", "three.txt"]));
        _catalogue.Set("one.txt");
        await UntilAsync(() => _directory.Names.SequenceEqual(["one.txt"]));

        Assert.Single(server.Batches, b => b.Added.Any(f => FileEntry.Parser.ParseFrom(f.Entry).Name == "one.txt"));
    }

    [Theory]
    [InlineData(ErrorCode.NameTaken, RegisterOutcome.NameTaken)]
    [InlineData(ErrorCode.Unavailable, RegisterOutcome.Unavailable)]
    [InlineData(ErrorCode.Banned, RegisterOutcome.Banned)]
    [InlineData(ErrorCode.Invalid, RegisterOutcome.Refused)]
    public async Task A_refusal_is_a_result(ErrorCode code, RegisterOutcome outcome)
    {
        await using var server = new ScriptedIndexServer(_directory) { Script = (c, r) => RefuseAsync(c, r, r.Register is not null, code) };
        await using var session = Open(server);

        var refused = await session.RegisterAsync(Cancelled);
        server.Script = null;
        var again = await session.RegisterAsync(Cancelled);

        Assert.Equal(outcome, refused.Outcome);
        Assert.Equal(RegisterOutcome.Registered, again.Outcome);
    }

    [Fact]
    public async Task Another_protocol_version_is_said()
    {
        await using var server = new ScriptedIndexServer(_directory) { Script = (c, r) => RefuseAsync(c, r, r.Hello is not null, ErrorCode.Version) };
        await using var session = Open(server);

        Assert.Equal(RegisterOutcome.VersionMismatch, (await session.RegisterAsync(Cancelled)).Outcome);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_said_with_host_and_port()
    {
        var server = new ScriptedIndexServer(_directory);
        await server.DisposeAsync();
        await using var session = Open(server);

        var result = await session.RegisterAsync(Cancelled);

        Assert.Equal(RegisterOutcome.Unreachable, result.Outcome);
        Assert.Contains($"{server.Address}: nobody listens there", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_server_is_followed_by_the_next_of_the_list_without_the_catalogue()
    {
        var first = new ScriptedIndexServer(_directory);
        await using var second = new ScriptedIndexServer(_directory);
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);

        await first.DisposeAsync();
        var connection = await second.RegisteredAsync();

        Assert.NotEmpty(connection.Registration!.ResumeToken);
        await NoticeAsync(session, IndexNoticeKind.ServerLost);
        await NoticeAsync(session, IndexNoticeKind.Attached);
        Assert.Equal(second.Address, session.Server);
        _catalogue.Set("one.txt", "two.txt", "later.txt");
        await UntilAsync(() => _directory.Names.Contains("later.txt"));
        Assert.Equal(["later.txt"], second.Batches.SelectMany(b => b.Added).Select(f => FileEntry.Parser.ParseFrom(f.Entry).Name));
    }

    [Fact]
    public Task A_lost_server_is_followed_by_the_next_within_2_s() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(2), async _ =>
    {
        var first = new ScriptedIndexServer(_directory);
        await using var second = new ScriptedIndexServer(_directory);
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);

        var start = Stopwatch.GetTimestamp();
        await first.DisposeAsync();
        await second.RegisteredAsync();
        return Stopwatch.GetElapsedTime(start);
    });

    [Fact]
    public async Task A_server_that_comes_back_is_found_again()
    {
        var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);
        await server.DisposeAsync();
        await NoticeAsync(session, IndexNoticeKind.Reconnecting);
        Assert.Equal(IndexSessionState.Reconnecting, session.State);
        Assert.Null(session.Connection);

        await using var again = new ScriptedIndexServer(_directory, server.Port);
        await NoticeAsync(session, IndexNoticeKind.Attached);

        Assert.Empty(again.Batches);
    }

    [Fact]
    public async Task A_closing_server_is_left_at_once()
    {
        await using var first = new ScriptedIndexServer(_directory);
        await using var second = new ScriptedIndexServer(_directory);
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);

        await (await first.RegisteredAsync()).SendAsync(new Envelope { ServerClosing = new ServerClosing { Message = "Maintenance \u001b[31m" } });
        await second.RegisteredAsync();

        Assert.DoesNotContain('\u001b', (await NoticeAsync(session, IndexNoticeKind.ServerClosing)).Message);
        await NoticeAsync(session, IndexNoticeKind.Attached);
    }

    [Fact]
    public async Task A_silent_server_is_given_up_after_a_lease()
    {
        var directory = new ScriptedDirectory { Lease = TimeSpan.FromMilliseconds(600) };
        await using var first = new ScriptedIndexServer(directory);
        await using var second = new ScriptedIndexServer(directory);
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);

        first.Script = (_, _) => Task.FromResult(true);
        await second.RegisteredAsync();

        Assert.Contains("nothing has come", (await NoticeAsync(session, IndexNoticeKind.ServerLost)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_connection_is_kept()
    {
        var directory = new ScriptedDirectory { Lease = TimeSpan.FromSeconds(3) };
        await using var server = new ScriptedIndexServer(directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);

        await UntilAsync(() => server.Requests.Count(r => r.ListPeers is not null) > 2);

        // Signs of life are no traces of their own, however often they come.
        Assert.All(server.Requests.Where(r => r.ListPeers is not null), request => Assert.EndsWith("-00", request.Traceparent, StringComparison.Ordinal));

        Assert.Equal(IndexSessionState.Attached, session.State);
        Assert.Single(server.Requests, r => r.Register is not null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_batch_whose_fate_is_unknown_is_not_applied_twice(bool wasApplied)
    {
        var first = new ScriptedIndexServer(_directory);
        await using var second = new ScriptedIndexServer(_directory);
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);
        first.Script = async (connection, request) =>
        {
            if (request.Share is null)
            {
                return false;
            }

            if (wasApplied)
            {
                _directory.Apply(request.Share);
            }

            connection.Break();
            return true;
        };

        _catalogue.Set("one.txt", "two.txt", "three.txt");
        await second.RegisteredAsync();
        await UntilAsync(() => _directory.Names.Contains("three.txt"));
        _catalogue.Set("one.txt", "two.txt", "three.txt", "four.txt");
        await UntilAsync(() => _directory.Names.Contains("four.txt"));

        Assert.Equal(wasApplied ? 1 : 2, second.Batches.Count());
        Assert.DoesNotContain(second.Batches, b => b.Replace);
        await first.DisposeAsync();
    }

    [Fact]
    public async Task A_mismatch_sends_everything_again()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);
        _directory.Version = 999;
        _directory.Catalogue[55] = "stale";

        _catalogue.Set("one.txt", "two.txt", "three.txt");

        await UntilAsync(() => _directory.Names.SequenceEqual(["one.txt", "three.txt", "two.txt"]));
        Assert.True(server.Batches.Last().Replace);
    }

    [Fact]
    public async Task An_unavailable_index_gets_the_same_batch_again()
    {
        var refusals = 0;
        await using var server = new ScriptedIndexServer(_directory) { Script = (c, r) => RefuseAsync(c, r, r.Share is not null && refusals++ == 0, ErrorCode.Unavailable) };
        await using var session = Open(server);

        Assert.Equal(RegisterOutcome.Registered, (await session.RegisterAsync(Cancelled)).Outcome);

        Assert.Equal(2, server.Batches.Count());
        Assert.Single(server.Batches.Select(b => b.Version).Distinct());
    }

    [Fact]
    public async Task Refused_files_are_said_and_not_sent_again()
    {
        await using var server = new ScriptedIndexServer(_directory);
        server.Script = async (connection, request) =>
        {
            if (request.Share is null || request.Share.Added.All(f => f.Number != 1))
            {
                return false;
            }

            var answer = _directory.Apply(request.Share);
            _directory.Catalogue.Remove(1u, out var _);
            answer.Shared.Refused.Add(1);
            await connection.ReplyAsync(request, answer);
            return true;
        };
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);
        await NoticeAsync(session, IndexNoticeKind.FilesRefused);

        _catalogue.Set("one.txt", "two.txt", "three.txt");
        await UntilAsync(() => _directory.Names.Contains("three.txt"));

        Assert.Single(server.Batches, b => b.Added.Any(f => f.Number == 1));
    }

    [Fact]
    public async Task A_superseded_session_does_not_fight()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);

        await (await server.RegisteredAsync()).SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Superseded, Message = "Elsewhere." } });

        await NoticeAsync(session, IndexNoticeKind.Superseded);
        await UntilAsync(() => session.State == IndexSessionState.Ended);
        Assert.Single(server.Requests, r => r.Register is not null);
    }

    [Fact]
    public async Task The_reason_that_a_server_gives_for_an_end_is_said_as_one_sentence()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);

        await (await server.RegisteredAsync()).SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Timeout, Message = "Nothing came for too long." } });

        Assert.Equal($"The index server {server.Address} is lost: Nothing came for too long.", (await NoticeAsync(session, IndexNoticeKind.ServerLost)).Message);
    }

    [Fact]
    public async Task A_name_that_was_lost_is_said_once_and_tried_again()
    {
        var first = new ScriptedIndexServer(_directory);
        var refusals = 0;
        await using var second = new ScriptedIndexServer(_directory) { Script = (c, r) => RefuseAsync(c, r, r.Register is not null && refusals++ < 3, ErrorCode.NameTaken) };
        await using var session = Open(first, second);
        await session.RegisterAsync(Cancelled);

        await first.DisposeAsync();

        await NoticeAsync(session, IndexNoticeKind.NameLost);
        Assert.Equal(IndexNoticeKind.Attached, (await session.Notices.ReadAsync(Cancelled).AsTask().WaitAsync(ScriptedIndexServer.Patience, Cancelled)).Kind);
    }

    [Fact]
    public async Task A_killed_peer_comes_back_as_itself()
    {
        using var folder = new Transfers.TemporaryFolder();
        await using var server = new ScriptedIndexServer(_directory);
        var killed = Open(folder["token"], server);
        await killed.RegisterAsync(Cancelled);
        await killed.DisposeAsync();

        await using var session = Open(folder["token"], server);
        var result = await session.RegisterAsync(Cancelled);

        Assert.True(result.Resumed);
        Assert.Equal(["one.txt", "two.txt"], _directory.Names);
        Assert.Equal(_directory.Token, await File.ReadAllBytesAsync(folder["token"], Cancelled));
        Assert.Equal(["token"], folder.Files);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder["token"]));
        }
    }

    [Fact]
    public async Task Probes_are_answered_and_reachability_is_said_once()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);
        var connection = await server.RegisteredAsync();
        var reachability = new Envelope { Reachability = new Reachability { Endpoints = { new Endpoint { Host = "10.1.2.3", Port = 7777, State = EndpointState.Unreachable } } } };

        session.AnswerProbe(new byte[] { 1, 2, 3 });
        await UntilAsync(() => server.Requests.Any(r => r.Probe?.Nonce.Span.SequenceEqual(new byte[] { 1, 2, 3 }) == true));
        await connection.SendAsync(reachability);
        await connection.SendAsync(reachability);
        await connection.SendAsync(new Envelope { Notice = new Notice { Message = "Hello all" } });

        Assert.Contains("10.1.2.3:7777", (await NoticeAsync(session, IndexNoticeKind.UnreachableEndpoint)).Message, StringComparison.Ordinal);
        Assert.Equal(IndexNoticeKind.ServerMessage, (await session.Notices.ReadAsync(Cancelled)).Kind);
        Assert.Equal(EndpointState.Unreachable, session.Endpoints.Single().State);
    }

    [Fact]
    public async Task A_peer_is_told_when_it_is_reached_at_no_endpoint_and_when_it_is_reached_again()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        await session.RegisterAsync(Cancelled);
        var connection = await server.RegisteredAsync();
        var name = new Endpoint { Host = "alice", Port = 6699, State = EndpointState.Unreachable };
        var published = new Endpoint { Host = "localhost", Port = 40001, State = EndpointState.Reachable };

        await connection.SendAsync(new Envelope { Reachability = new Reachability { Endpoints = { name, published } } });
        await connection.SendAsync(new Envelope { Notice = new Notice { Message = "Hello all" } });
        Assert.Equal(IndexNoticeKind.ServerMessage, (await session.Notices.ReadAsync(Cancelled)).Kind);

        published.State = EndpointState.Unreachable;
        await connection.SendAsync(new Envelope { Reachability = new Reachability { Endpoints = { name, published } } });
        Assert.Contains("alice:6699", (await NoticeAsync(session, IndexNoticeKind.UnreachableEndpoint)).Message, StringComparison.Ordinal);
        Assert.Contains("localhost:40001", (await NoticeAsync(session, IndexNoticeKind.UnreachableEndpoint)).Message, StringComparison.Ordinal);

        published.State = EndpointState.Reachable;
        await connection.SendAsync(new Envelope { Reachability = new Reachability { Endpoints = { name, published } } });
        Assert.Equal("The index server reaches this peer at localhost:40001 now.", (await NoticeAsync(session, IndexNoticeKind.ReachableEndpoint)).Message);
    }

    [Fact]
    public async Task A_probe_that_comes_before_the_registration_is_answered_is_not_lost()
    {
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(server);
        server.Script = (_, request) =>
        {
            if (request.Register is not null)
            {
                session.AnswerProbe(new byte[] { 4, 5, 6 });
            }

            return Task.FromResult(false);
        };

        await session.RegisterAsync(Cancelled);

        await UntilAsync(() => server.Requests.Any(r => r.Probe?.Nonce.Span.SequenceEqual(new byte[] { 4, 5, 6 }) == true));
    }

    [Fact]
    public async Task Quitting_says_so_and_forgets_the_token()
    {
        using var folder = new Transfers.TemporaryFolder();
        await using var server = new ScriptedIndexServer(_directory);
        await using var session = Open(folder["token"], server);
        await session.RegisterAsync(Cancelled);

        await session.QuitAsync(Cancelled);

        Assert.Contains(server.Requests, r => r.Quit is not null);
        Assert.Equal(IndexSessionState.Ended, session.State);
        Assert.Empty(folder.Files);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_leaves_before_the_registration_is_answered_says_so_to_the_server(bool quits)
    {
        var asked = new TaskCompletionSource();
        await using var server = new ScriptedIndexServer(_directory)
        {
            Script = (_, request) => Task.FromResult(request.Register is not null && asked.TrySetResult()),
        };
        await using var session = Open(server);
        using var giveUp = new CancellationTokenSource();
        var registering = session.RegisterAsync(giveUp.Token);
        await asked.Task.WaitAsync(ScriptedIndexServer.Patience, Cancelled);

        await (quits ? session.QuitAsync(Cancelled) : giveUp.CancelAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => registering.WaitAsync(ScriptedIndexServer.Patience, Cancelled));
        Assert.Contains(server.Requests, r => r.Quit is not null);
    }

    [Fact]
    public Task Quitting_does_not_wait_long_for_a_dead_server() => Rounds.AssertInRangeAsync(TimeSpan.Zero, TimeSpan.FromSeconds(5), async _ =>
    {
        await using var server = new ScriptedIndexServer(_directory) { Script = (_, r) => Task.FromResult(r.Quit is not null) };
        await using var session = Open(null, new IndexClientOptions().QuitTimeout, server);
        await session.RegisterAsync(Cancelled);

        var start = Stopwatch.GetTimestamp();
        await session.QuitAsync(Cancelled);
        return Stopwatch.GetElapsedTime(start);
    });

    private static async Task<bool> RefuseAsync(ScriptedIndexConnection connection, Envelope request, bool refuses, ErrorCode code)
    {
        if (refuses)
        {
            await connection.FailAsync(request, code);
        }

        return refuses;
    }

    private static async Task<IndexNotice> NoticeAsync(IndexSession session, IndexNoticeKind kind)
    {
        while (true)
        {
            var notice = await session.Notices.ReadAsync(Cancelled).AsTask().WaitAsync(ScriptedIndexServer.Patience, Cancelled);
            if (notice.Kind == kind)
            {
                return notice;
            }
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        patience.CancelAfter(ScriptedIndexServer.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    private IndexSession Open(params ScriptedIndexServer[] servers) => Open(null, servers);

    private IndexSession Open(string? tokenFile, params ScriptedIndexServer[] servers) => Open(tokenFile, ScriptedIndexServer.Patience, servers);

    private IndexSession Open(string? tokenFile, TimeSpan quitTimeout, params ScriptedIndexServer[] servers) => new(
        new IndexSessionOptions
        {
            Servers = [.. servers.Select(s => s.Address)],
            User = "alice",
            FilePort = 7777,
            TokenFile = tokenFile,
            Connection = new() { QuitTimeout = quitTimeout },
            FirstBackOff = TimeSpan.FromMilliseconds(20),
            ShareInterval = TimeSpan.FromMilliseconds(10),
        },
        _catalogue.Source,
        NullLogger<IndexSession>.Instance,
        TimeProvider.System);
}
