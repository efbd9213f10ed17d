using GvNap.Index.Bans;
using GvNap.Index.Directory;

namespace GvNap.Index.Tests.Directory;

/// <summary>Bans as they are typed.</summary>
internal static class BanRequests
{
    public static Task<BanOutcome> BanAsync(this IPeerDirectory directory, string target, string reason = "") =>
        directory.Bans.AddAsync(Ban.Create(Read(target), DateTimeOffset.UtcNow, reason), TestContext.Current.CancellationToken);

    public static Task<BanOutcome> UnbanAsync(this IPeerDirectory directory, string target) =>
        directory.Bans.RemoveAsync(Read(target), TestContext.Current.CancellationToken);

    public static string[] BannedTargets(this IPeerDirectory directory) => [.. directory.Bans.Current.All.Select(ban => ban.Target.ToString())];

    private static BanTarget Read(string target)
    {
        Assert.True(BanTarget.TryParse(target, out var read));
        return read;
    }
}
