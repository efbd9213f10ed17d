using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Connections;

public sealed class ConnectionEndTests
{
    [Fact]
    public void The_first_reason_counts()
    {
        using var end = new ConnectionEnd();

        end.Begin(ErrorCode.Timeout, "Nothing came for too long.");
        end.Begin("the remote side closed it");

        Assert.True(end.Begun.IsCancellationRequested);
        Assert.Equal(("Nothing came for too long.", ErrorCode.Timeout), (end.Reason, end.LastMessage!.Error.Code));
    }

    [Fact]
    public async Task A_connection_that_closes_in_the_very_moment_leaves_those_who_end_it_unharmed()
    {
        for (var round = 0; round < 3_000; round++)
        {
            var end = new ConnectionEnd();
            var watchdog = Task.Run(() => end.Begin("it keeps the server waiting"), TestContext.Current.CancellationToken);
            SpinWait.SpinUntil(() => end.LastMessage is not null || end.Reason != "it goes on");

            end.Begin("the remote side closed it");
            await end.WaitAsync();
            end.Dispose();

            await watchdog;
            Assert.True(end.Begun.IsCancellationRequested);
        }
    }
}
