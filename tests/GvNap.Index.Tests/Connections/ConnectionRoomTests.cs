using GvNap.ServiceDefaults.Descriptors;

namespace GvNap.Index.Tests.Connections;

public sealed class ConnectionRoomTests
{
    private static readonly DescriptorBudget Budget = new(20_000);
    private static readonly DescriptorBudget Small = new(400);

    [Fact]
    public void As_many_connections_are_taken_as_there_are_descriptors_for()
    {
        Assert.Equal(Budget.Connections(), RoomOf(null, Budget, out var said));
        Assert.Empty(said);
        Assert.Equal(100, RoomOf(100, Budget, out said));
        Assert.Empty(said);
    }

    [Fact]
    public void A_limit_that_does_not_fit_is_lowered_and_said()
    {
        Assert.Equal(Budget.Connections(), RoomOf(50_000, Budget, out var said));
        Assert.Contains("connections=50000", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public void That_there_is_little_room_is_said_unless_no_more_was_asked_for()
    {
        Assert.Equal(Small.Connections(), RoomOf(null, Small, out var said));
        Assert.Contains("ulimit -n", Assert.Single(said), StringComparison.Ordinal);
        Assert.Equal(10, RoomOf(10, Small, out said));
        Assert.Empty(said);
    }

    [Fact]
    public void Where_the_system_does_not_tell_what_is_asked_for_counts()
    {
        Assert.InRange(RoomOf(null, null, out _), 1_000, 100_000);
        Assert.Equal(50_000, RoomOf(50_000, null, out _));
    }

    private static int RoomOf(int? wanted, DescriptorBudget? budget, out IReadOnlyList<string> said)
    {
        using var loggers = new RecordingLoggers();
        var room = ConnectionRoom.Of(new IndexLimits { Connections = wanted }, budget, loggers.CreateLogger(""));
        said = [.. loggers.Lines];
        return room;
    }
}
