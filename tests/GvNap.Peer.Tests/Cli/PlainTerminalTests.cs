using GvNap.Peer.Cli;
using GvNap.Peer.Transfers;
using Microsoft.Extensions.Time.Testing;

namespace GvNap.Peer.Tests.Cli;

public sealed class PlainTerminalTests
{
    [Fact]
    public async Task A_long_download_has_a_line_now_and_then()
    {
        var time = new FakeTimeProvider();
        var output = new StringWriter();
        var terminal = new PlainTerminal(TextReader.Null, output, time);

        await terminal.ShowProgressAsync("film", progress =>
        {
            for (var second = 0; second < 12; second++)
            {
                progress.Report(new DownloadProgress("film\u001b.bin", second, 12, 1, 2, ""));
                time.Advance(TimeSpan.FromSeconds(1));
            }

            progress.Report(new DownloadProgress("film.bin", 12, 12, 1, 2, ""));
            return Task.FromResult(0);
        });

        Assert.Equal("film?.bin: 41 %, 1 B/s from 2 sources  7.0 s left|film?.bin: 83 %, 1 B/s from 2 sources  2.0 s left|".Replace('?', Protocol.Naming.SafeText.ForTerminal("\u001b")[0]), output.ToString().ReplaceLineEndings("|"));
    }
}
