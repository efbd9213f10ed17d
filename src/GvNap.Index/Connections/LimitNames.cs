using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using GvNap.Index.Admin;
using GvNap.Protocol.Framing;

namespace GvNap.Index.Connections;

/// <summary>The names under which <c>--limit NAME=VALUE</c> knows the limits, and the range of each.</summary>
internal static class LimitNames
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    private static readonly Dictionary<string, Limit> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["frame-bytes"] = Count(l => l.FrameBytes, (l, n) => l with { FrameBytes = n }, Frame.MaxBodyLength),
        ["connections"] = Count(l => l.Connections ?? 1, (l, n) => l with { Connections = n }),
        ["connections-per-address"] = Count(l => l.ConnectionsPerAddress, (l, n) => l with { ConnectionsPerAddress = n }),
        ["registrations-per-address"] = Count(l => l.RegistrationsPerAddress, (l, n) => l with { RegistrationsPerAddress = n }, 1_000_000),
        ["requests-per-second"] = Count(l => l.RequestsPerSecond, (l, n) => l with { RequestsPerSecond = n }),
        ["request-burst"] = Count(l => l.RequestBurst, (l, n) => l with { RequestBurst = n }),
        ["queries-at-once"] = Count(l => l.QueriesAtOnce, (l, n) => l with { QueriesAtOnce = n }, 1024),
        ["hello-timeout"] = Time(l => l.HelloTimeout, (l, t) => l with { HelloTimeout = t }),
        ["frame-timeout"] = Time(l => l.FrameTimeout, (l, t) => l with { FrameTimeout = t }),
        ["write-timeout"] = Time(l => l.WriteTimeout, (l, t) => l with { WriteTimeout = t }),
        ["idle-timeout"] = Time(l => l.IdleTimeout, (l, t) => l with { IdleTimeout = t }),
        ["files-per-peer"] = Count(l => l.FilesPerPeer, (l, n) => l with { FilesPerPeer = n }, 1 << 20),
        ["page-size"] = Count(l => l.PageSize, (l, n) => l with { PageSize = n }, 100),
        ["watches-per-connection"] = Count(l => l.WatchesPerConnection, (l, n) => l with { WatchesPerConnection = n }, 1_000),
        ["follows-per-connection"] = Count(l => l.FollowsPerConnection, (l, n) => l with { FollowsPerConnection = n }, 1_000),
        ["probes-per-second"] = Count(l => l.ProbesPerSecond, (l, n) => l with { ProbesPerSecond = n }),
        ["probes-per-target"] = Count(l => l.ProbesPerTarget, (l, n) => l with { ProbesPerTarget = n }),
        ["probe-timeout"] = Time(l => l.ProbeTimeout, (l, t) => l with { ProbeTimeout = t }),
        ["probe-again"] = Time(l => l.ProbeAgain, (l, t) => l with { ProbeAgain = t }),
    };

    /// <summary>All names, for the help.</summary>
    public static IEnumerable<string> All => Known.Keys;

    /// <summary>Sets one limit from <c>NAME=VALUE</c>.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="limits">The limits; replaced by the changed ones.</param>
    /// <param name="problem">What is wrong, for a person.</param>
    public static bool TrySet(string text, ref IndexLimits limits, [NotNullWhen(false)] out string? problem)
    {
        var parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        if (parts.Length != 2 || !Known.TryGetValue(parts[0], out var limit))
        {
            problem = $"'{text}' is no limit: write NAME=VALUE with one of {string.Join(", ", Known.Keys)}";
            return false;
        }

        var changed = limit.Set(limits, parts[1]);
        problem = changed is null ? $"'{parts[1]}' is not {limit.Wanted}, which {parts[0]} needs" : null;
        limits = changed ?? limits;
        return problem is null;
    }

    /// <summary>Checks all limits.</summary>
    /// <exception cref="ArgumentException">One is out of its range.</exception>
    public static void Validate(IndexLimits limits)
    {
        foreach (var (name, limit) in Known)
        {
            if (!limit.IsInRange(limits))
            {
                throw new ArgumentException($"The limit {name} is not {limit.Wanted}.", nameof(limits));
            }
        }
    }

    private static Limit Count(Func<IndexLimits, int> get, Func<IndexLimits, int, IndexLimits> set, int most = int.MaxValue) => new(
        most == int.MaxValue ? "a whole number from 1" : $"a whole number from 1 to {most}",
        limits => get(limits) >= 1 && get(limits) <= most,
        (limits, text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most ? set(limits, number) : null);

    private static Limit Time(Func<IndexLimits, TimeSpan> get, Func<IndexLimits, TimeSpan, IndexLimits> set) => new(
        "a time such as 500ms, 15s or 2m",
        limits => get(limits) > TimeSpan.Zero && get(limits) <= Longest,
        (limits, text) => Duration.TryParse(text, out var time) && time > TimeSpan.Zero && time <= Longest ? set(limits, time) : null);

    private sealed record Limit(string Wanted, Func<IndexLimits, bool> IsInRange, Func<IndexLimits, string, IndexLimits?> Set);
}
