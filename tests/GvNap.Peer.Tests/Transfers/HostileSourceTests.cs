using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>What sources do wrong costs a source, never the file.</summary>
public sealed class HostileSourceTests : IDisposable
{
    private static readonly DownloadOptions Impatient = new()
    {
        StallTimeout = TimeSpan.FromMinutes(1),
        ConnectTimeout = TimeSpan.FromMinutes(1),
        SlowestRate = 4096,
        FirstBackOff = TimeSpan.FromMilliseconds(1),
        Attempts = 2,
        FirstFind = TimeSpan.FromMilliseconds(1),
        FindInterval = TimeSpan.FromMilliseconds(1),
    };

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = DownloaderTests.RandomBytes((3 << 20) + 321);

    /// <summary>Each is what a source does in place of the honest answer, and whether it is not asked again then.</summary>
    public static TheoryData<string, bool> Misdeeds => new()
    {
        { "garbage instead of a welcome", false },
        { "another peer", false },
        { "closes at open", false },
        { "another content", true },
        { "a wrong piece layer", true },
        { "a piece layer that is too long", true },
        { "a wrong piece size", true },
        { "another message", true },
        { "no such file", true },
        { "changed", false },
        { "garbage", true },
        { "one flipped bit", true },
        { "a shorter length", true },
        { "a longer length", true },
        { "closes in mid-piece", false },
        { "stops in mid-piece", false },
        { "trickles", false },
        { "answers out of order", true },
        { "an endless stream", true },
        { "never answers", false },
    };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public async Task The_next_source_takes_over(string misdeed, bool isAskedOnce)
    {
        await using var bad = new ScriptedSource(_content, script: e => MisbehaveAsync(e, misdeed));
        await using var good = new ScriptedSource(_content);

        // The good source is found when the bad one has been given up, and not before.
        var result = await DownloaderTests.NewDownloader(Impatient with { StallTimeout = StallTimeoutOf(misdeed, TimeSpan.FromSeconds(2)), Attempts = 1, FirstFind = TimeSpan.FromMinutes(10) }).DownloadAsync(
            new DownloadRequest { Content = bad.Id, Sources = [bad.AsSource()], FindSources = _ => Task.FromResult<IReadOnlyList<DownloadSource>>([good.AsSource()]), Folder = _folder.FullName },
            null,
            TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.NotNull(result.Sources[0].Failure);
        Assert.Equal(misdeed == "one flipped bit" ? 1 : 0, result.Sources[0].RejectedPieces);
        Assert.Equal((null, 0, $"127.0.0.1:{good.Port}"), (result.Sources[1].Failure, result.Sources[1].RejectedPieces, result.Sources[1].Endpoint));
        Assert.Equal(_content.Length, result.Sources.Sum(s => s.Bytes));
        Assert.Equal(["file.bin"], _folder.Files);
        Assert.True(!isAskedOnce || bad.Connections == 1);
    }

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public async Task Beside_others_it_does_no_harm(string misdeed, bool isAskedOnce)
    {
        await using var bad = new ScriptedSource(_content, script: e => MisbehaveAsync(e, misdeed));
        await using var good = new ScriptedSource(_content);
        await using var other = new ScriptedSource(_content);

        // Nobody has to be given up for it: who is late is raced.
        var result = await GetAsync(good, bad, other);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.Equal(_content.Length, result.Sources.Sum(s => s.Bytes));
        Assert.All([result.Sources[0], result.Sources[2]], s => Assert.Equal((null, 0), (s.Failure, s.RejectedPieces)));
        Assert.Equal(["file.bin"], _folder.Files);
        Assert.True(!isAskedOnce || bad.Connections <= 1);
    }

    [Theory]
    [MemberData(nameof(Misdeeds))]
    public async Task Alone_it_leaves_no_file_under_the_final_name(string misdeed, bool isAskedOnce)
    {
        await using var bad = new ScriptedSource(_content, script: e => MisbehaveAsync(e, misdeed));

        var result = await GetAsync(Impatient with { StallTimeout = StallTimeoutOf(misdeed, TimeSpan.FromMilliseconds(300)) }, bad);

        Assert.True(result.Outcome is DownloadOutcome.SourcesFailed or DownloadOutcome.NotFound, result.Outcome.ToString());
        Assert.DoesNotContain("file.bin", _folder.Files);
        Assert.Contains(result.Sources[0].Failure!, result.Message, StringComparison.Ordinal);
        Assert.Equal(isAskedOnce, bad.Connections == 1);
    }

    [Fact]
    public async Task What_a_liar_sent_right_before_is_kept()
    {
        await using var bad = new ScriptedSource(_content, script: e => e.Request.Read is { Offset: >= 1 << 20 } ? MisbehaveAsync(e, "one flipped bit") : Task.FromResult(false));

        var result = await GetAsync(bad);

        // The bit is flipped in the middle of a read: the pieces before it count, and whatever was good of what had come behind it.
        var wrong = bad.Reads.First(r => r.Offset >= 1 << 20);
        Assert.InRange(result.Sources[0].Bytes, wrong.Offset + (wrong.Length / 2 / 16384 * 16384), _content.Length - 16384);
        Assert.Equal(1, result.Sources[0].RejectedPieces);
    }

    [Fact]
    public async Task A_liar_is_not_asked_again_by_the_next_attempt()
    {
        await using var liar = new ScriptedSource(_content, script: e => MisbehaveAsync(e, "one flipped bit"));
        await using var good = new ScriptedSource(_content);
        var downloader = DownloaderTests.NewDownloader();
        var request = new DownloadRequest { Content = liar.Id, Sources = [liar.AsSource()], Folder = _folder.FullName };

        var first = await downloader.DownloadAsync(request, null, TestContext.Current.CancellationToken);
        var second = await downloader.DownloadAsync(request, null, TestContext.Current.CancellationToken);
        var third = await downloader.DownloadAsync(request with { Sources = [liar.AsSource(), good.AsSource()] }, null, TestContext.Current.CancellationToken);

        Assert.Equal((DownloadOutcome.SourcesFailed, DownloadOutcome.SourcesFailed, DownloadOutcome.Completed), (first.Outcome, second.Outcome, third.Outcome));
        Assert.Equal(first.Sources[0].Failure, second.Sources[0].Failure);
        Assert.Contains(first.Sources[0].Failure!, second.Message, StringComparison.Ordinal);
        Assert.Equal(1, liar.Connections);
    }

    [Fact]
    public async Task A_liar_is_not_asked_again_under_another_id()
    {
        await using var liar = new ScriptedSource(_content, script: e => MisbehaveAsync(e, "one flipped bit"));
        await using var good = new ScriptedSource(_content);

        // The same endpoint as another peer and as whoever answers, before somebody else.
        IReadOnlyList<DownloadSource> later =
            [liar.AsSource(), liar.AsSource() with { Peer = GvNap.Protocol.Peers.PeerId.Create() }, DownloadSource.At("127.0.0.1", liar.Port), good.AsSource()];
        var result = await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = liar.Id, Sources = [liar.AsSource()], FindSources = _ => Task.FromResult(later), Folder = _folder.FullName },
            null,
            TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(1, liar.Connections);
        Assert.Equal(1, result.Sources.Sum(s => s.RejectedPieces));
    }

    [Fact]
    public async Task A_source_that_is_busy_for_ever_holds_nobody_up()
    {
        var askedAgain = new TaskCompletionSource();
        await using var busy = new ScriptedSource(_content, script: async e =>
        {
            if (e.Request.Open is null)
            {
                return false;
            }

            if (e.Source.Requests.Count(r => r.Open is not null) == 2)
            {
                askedAgain.SetResult();
            }

            await e.SendAsync(new Envelope { Busy = new Busy { QueuePosition = 7, RetryAfterMilliseconds = 1 } });
            return true;
        });
        await using var good = new ScriptedSource(_content, script: async e =>
        {
            await (e.Request.Read is null ? Task.CompletedTask : askedAgain.Task.WaitAsync(e.Stopping));
            return false;
        });

        var result = await GetAsync(busy, good);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content.Length, result.Sources[1].Bytes);
        Assert.Equal((0, null), (result.Sources[0].Bytes, result.Sources[0].Failure));
        Assert.Equal(1, busy.Connections);
    }

    [Fact]
    public async Task A_source_that_comes_later_is_asked()
    {
        await using var bad = new ScriptedSource(_content, script: async e =>
        {
            if (e.Request.Read is null)
            {
                return false;
            }

            await e.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Changed, Message = "The file has changed." } });
            return true;
        });
        await using var good = new ScriptedSource(_content);

        var result = await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest
            {
                Content = bad.Id,
                Sources = [bad.AsSource()],
                FindSources = _ => Task.FromResult<IReadOnlyList<DownloadSource>>([bad.AsSource(), good.AsSource()]),
                Folder = _folder.FullName,
            },
            null,
            TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(good.Content.Length, result.Sources[1].Bytes);
    }

    [Fact]
    public async Task A_wrong_peer_costs_its_endpoint_only()
    {
        await using var other = new ScriptedSource(_content);
        await using var wanted = new ScriptedSource(_content);
        var source = new DownloadSource(wanted.Peer, "wanted", [.. other.AsSource().Endpoints, .. wanted.AsSource().Endpoints]);

        var result = await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = wanted.Id, Sources = [source], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        Assert.Equal(DownloadOutcome.Completed, result.Outcome);
        Assert.Null(result.Sources.Single().Failure);
        Assert.Empty(other.Reads);
    }

    [Fact]
    public async Task The_64_bytes_of_a_trees_upper_nodes_are_not_the_file()
    {
        // BEP 52 hashes leaves and nodes alike: the two nodes below the root are a 64-byte file with the same root.
        var two = ContentHasher.Hash(_content.AsSpan(0, 32 * 1024));
        await using var liar = new ScriptedSource(two.Bytes.ToArray());
        Assert.Equal(two.Content.Root, liar.Id.Root);
        liar.Script = async e =>
        {
            if (e.Request.Open is null)
            {
                return false;
            }

            await e.SendAsync(new Envelope { Opened = new Opened { Content = two.Content.ToKey(), Name = "x", PieceSize = 16384 } });
            return true;
        };

        var result = await DownloaderTests.NewDownloader().DownloadAsync(
            new DownloadRequest { Content = two.Content, Sources = [liar.AsSource()], Folder = _folder.FullName }, null, TestContext.Current.CancellationToken);

        Assert.Equal(DownloadOutcome.SourcesFailed, result.Outcome);
        Assert.Empty(_folder.Files);
    }

    /// <summary>Those that leave the downloader waiting cost this time. The good ones have it, too, and a busy machine may hold them up.</summary>
    private static TimeSpan StallTimeoutOf(string misdeed, TimeSpan time) =>
        misdeed is "stops in mid-piece" or "trickles" or "never answers" ? time : Impatient.StallTimeout;

    private static async Task<bool> MisbehaveAsync(ScriptedExchange e, string misdeed)
    {
        var isRead = e.Request.Read is { Offset: 0 } or { Offset: >= 1 << 20 };
        switch (misdeed)
        {
            case "garbage instead of a welcome":
                await e.SendRawAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
                return true;
            case "another peer" when e.Request.TransferHello is not null:
                await e.SendAsync(new Envelope { TransferWelcome = new TransferWelcome { Version = 1, PeerId = Google.Protobuf.ByteString.CopyFrom(new byte[16]) } });
                return true;
            case "closes at open" when e.Request.Open is not null:
                e.Close();
                return true;
            case "another content" when e.Request.Open is not null:
                return await SendAsync(e, o => o.Content.Size++);
            case "a wrong piece layer" when e.Request.Open is not null:
                return await SendAsync(e, o => o.PieceLayer = Flip(o.PieceLayer.ToByteArray()));
            case "a piece layer that is too long" when e.Request.Open is not null:
                return await SendAsync(e, o => o.PieceLayer = Google.Protobuf.ByteString.CopyFrom([.. o.PieceLayer, .. new byte[32]]));
            case "a wrong piece size" when e.Request.Open is not null:
                return await SendAsync(e, o => o.PieceSize *= 2);
            case "another message" when e.Request.Open is not null:
                await e.SendAsync(new Envelope { ReadHeader = new ReadHeader { Length = 5 } });
                return true;
            case "no such file" when e.Request.Open is not null:
                await e.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.NotFound, Message = "No such file." } });
                return true;
            case "changed" when isRead:
                await e.SendAsync(new Envelope { Error = new Error { Code = ErrorCode.Changed, Message = "The file has changed." } });
                return true;
            case "garbage" when isRead:
                await e.SendRawAsync([.. Enumerable.Repeat((byte)0xC3, 100_000)]);
                return true;
            case "one flipped bit" when isRead:
                await e.SendRangeAsync(Flip(e.HonestBytes).ToByteArray());
                return true;
            case "a shorter length" when isRead:
                await e.SendRangeAsync(e.HonestBytes[1..]);
                return true;
            case "a longer length" when isRead:
                await e.SendRangeAsync([.. e.HonestBytes, 1]);
                return true;
            case "closes in mid-piece" or "stops in mid-piece" or "trickles" when isRead:
                await e.SendAsync(new Envelope { ReadHeader = new ReadHeader { Length = e.Request.Read.Length } });
                await e.SendRawAsync(BeforeTheBreak(e));
                await BreakOffAsync(e, misdeed);
                return true;
            case "answers out of order" when isRead:
                e.Request.RequestId += 5;
                return false;
            case "an endless stream" when e.Request.Read is { Offset: 0 }:
                await e.SendRangeAsync(e.HonestBytes);
                for (var chunk = new byte[1 << 16]; ;)
                {
                    await e.SendRawAsync(chunk);
                }

            case "never answers" when e.Request.Open is not null:
                await e.HangAsync();
                return true;
            default:
                return false;
        }
    }

    /// <summary>A piece and a half at first, then half a piece: one who gives a whole piece each time is asked again until nothing is left to ask for.</summary>
    private static byte[] BeforeTheBreak(ScriptedExchange e)
    {
        var piece = e.Source.Layer.Geometry.PieceLength;
        return e.HonestBytes[..Math.Min(e.HonestBytes.Length / 2, e.Source.Connections == 1 ? piece * 3 / 2 : piece / 2)];
    }

    private static async Task BreakOffAsync(ScriptedExchange e, string misdeed)
    {
        if (misdeed == "closes in mid-piece")
        {
            e.Close();
            return;
        }

        if (misdeed == "stops in mid-piece")
        {
            await e.HangAsync();
            return;
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await timer.WaitForNextTickAsync(e.Stopping))
        {
            await e.SendRawAsync([1]);
        }
    }

    private static async Task<bool> SendAsync(ScriptedExchange e, Action<Opened> change)
    {
        var opened = e.HonestOpened;
        change(opened);
        await e.SendAsync(new Envelope { Opened = opened });
        return true;
    }

    private static Google.Protobuf.ByteString Flip(byte[] bytes)
    {
        bytes[bytes.Length / 2] ^= 0x10;
        return Google.Protobuf.ByteString.CopyFrom(bytes);
    }

    private Task<DownloadResult> GetAsync(params ScriptedSource[] sources) => GetAsync(Impatient, sources);

    private Task<DownloadResult> GetAsync(DownloadOptions options, params ScriptedSource[] sources) => DownloaderTests.NewDownloader(options).DownloadAsync(
        new DownloadRequest { Content = sources[0].Id, Sources = [.. sources.Select(s => s.AsSource())], Folder = _folder.FullName },
        null,
        TestContext.Current.CancellationToken);
}
