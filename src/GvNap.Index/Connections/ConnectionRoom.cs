using GvNap.ServiceDefaults.Descriptors;
using Microsoft.Extensions.Logging;

namespace GvNap.Index.Connections;

/// <summary>How many connections a server takes: as many as it is told to, and as this process's descriptors leave room for.</summary>
internal static partial class ConnectionRoom
{
    /// <summary>Where the system does not say how many descriptors there are.</summary>
    private const int WithoutBudget = 10_000;

    /// <summary>Below this an operator who was not asked should know.</summary>
    private const int Little = 256;

    /// <summary>Finds the number, and says so if it is not what the operator would expect.</summary>
    public static int Of(IndexLimits limits, DescriptorBudget? budget, ILogger log)
    {
        var room = budget?.Connections() ?? int.MaxValue;
        if (limits.Connections > room)
        {
            LogLess(log, limits.Connections.Value, room, budget!.Limit);
        }
        else if (limits.Connections is null && room < Little)
        {
            LogLittle(log, room, budget!.Limit);
        }

        return Math.Min(limits.Connections ?? (budget is null ? WithoutBudget : room), room);
    }

    [LoggerMessage(LogLevel.Warning, "The limit connections={Wanted} is more than fits: {Room} connections are taken, since this process may have {Files} files open (ulimit -n)")]
    private static partial void LogLess(ILogger log, int wanted, int room, int files);

    [LoggerMessage(LogLevel.Warning, "Only {Room} connections are taken, since this process may have no more than {Files} files open; raise that with ulimit -n")]
    private static partial void LogLittle(ILogger log, int room, int files);
}
