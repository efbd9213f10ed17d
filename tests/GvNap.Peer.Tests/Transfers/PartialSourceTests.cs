using Google.Protobuf;
using GvNap.Peer.Transfers;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Tests.Transfers;

/// <summary>Downloads from sources that are still fetching the file themselves.</summary>
public sealed class PartialSourceTests : IDisposable
{
    private const int Piece = 16 * 1024;
    private const int Pieces = 40;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _content = new byte[Pieces * Piece];

    public PartialSourceTests() => new Random(7).NextBytes(_content);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_that_have_a_half_each_make_a_whole()
    {
        await using var lower = new ScriptedSource(_content, script: exchange => HaveAsync(exchange, piece => piece < Pieces / 2));
        await using var upper = new ScriptedSource(_content, script: exchange => HaveAsync(exchange, piece => piece >= Pieces / 2));

        var result = await GetAsync(lower, upper);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.All(lower.Reads, read => Assert.True(read.Offset + read.Length <= Pieces / 2 * Piece));
        Assert.All(upper.Reads, read => Assert.True(read.Offset >= Pieces / 2 * Piece));
    }

    [Fact]
    public async Task One_that_gets_the_rest_later_is_asked_again_until_it_has_it()
    {
        var asked = 0;
        await using var source = new ScriptedSource(_content, script: exchange => HaveAsync(exchange, piece => piece < 10 * asked, () => asked++));

        var result = await GetAsync(source);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Equal(_content, await File.ReadAllBytesAsync(result.Path!, TestContext.Current.CancellationToken));
        Assert.True(asked >= 5);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(6)]
    [InlineData(0)]
    public async Task A_bitmap_that_is_none_of_the_file_is_a_lie(int length)
    {
        await using var liar = new ScriptedSource(_content, script: async exchange =>
        {
            if (exchange.Request.Have is null)
            {
                return false;
            }

            await exchange.SendAsync(new Envelope { Have = new Have { Content = exchange.Source.Id.ToKey(), Pieces = ByteString.CopyFrom(new byte[length]) } });
            return true;
        });
        await using var good = new ScriptedSource(_content);

        var request = Request(liar.Id, [liar.AsSource() with { IsPartial = true }]) with { FindSources = FindAsync };
        var result = await DownloaderTests.NewDownloader().DownloadAsync(request, null, TestContext.Current.CancellationToken);

        Assert.True(result.Outcome == DownloadOutcome.Completed, result.Message);
        Assert.Empty(liar.Reads);
        Assert.Contains("none of the file's pieces", result.Sources[0].Failure, StringComparison.Ordinal);
        Assert.Equal(1, liar.Connections);

        async Task<IReadOnlyList<DownloadSource>> FindAsync(CancellationToken cancellationToken)
        {
            await liar.FirstEnd.WaitAsync(cancellationToken);
            return [good.AsSource()];
        }
    }

    private static async Task<bool> HaveAsync(ScriptedExchange exchange, Func<int, bool> hasPiece, Action? onAsked = null)
    {
        if (exchange.Request.Have is null)
        {
            return false;
        }

        var pieces = new byte[Pieces / 8];
        for (var piece = 0; piece < Pieces; piece++)
        {
            pieces[piece / 8] |= (byte)(hasPiece(piece) ? 0x80 >> (piece % 8) : 0);
        }

        onAsked?.Invoke();
        await exchange.SendAsync(new Envelope { Have = new Have { Content = exchange.Source.Id.ToKey(), Pieces = ByteString.CopyFrom(pieces) } });
        return true;
    }

    private DownloadRequest Request(ContentId content, IReadOnlyList<DownloadSource> sources) => new() { Content = content, Sources = sources, Folder = _folder.FullName };

    private Task<DownloadResult> GetAsync(params ScriptedSource[] sources) => DownloaderTests.NewDownloader().DownloadAsync(
        Request(sources[0].Id, [.. sources.Select(source => source.AsSource() with { IsPartial = true })]), null, TestContext.Current.CancellationToken);
}
