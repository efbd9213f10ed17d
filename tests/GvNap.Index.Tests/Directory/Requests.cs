using System.Text;
using GvNap.Index.Directory;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Tests.Directory;

/// <summary>What peers ask of a directory, in short.</summary>
internal static class Requests
{
    public static readonly PeerEndpoint Endpoint = new("192.0.2.1", 6699, EndpointState.Unknown);

    public static Task<AttachResult> AttachAsync(this IPeerDirectory directory, string user, ReadOnlyMemory<byte> token = default) =>
        directory.AttachAsync(new AttachRequest(user, [Endpoint], 1_000, token), TestContext.Current.CancellationToken);

    /// <summary>Files as number and name.</summary>
    public static Task<ShareResult> ShareAsync(
        this IPeerDirectory directory, PeerSession session, ulong from, ulong to, (uint Number, string Name)[] added, uint[]? removed = null, bool replace = false) =>
        directory.ShareAsync(session, Change(from, to, added, removed, replace), TestContext.Current.CancellationToken);

    public static Task DetachAsync(this IPeerDirectory directory, PeerSession session) =>
        directory.DetachAsync(session, TestContext.Current.CancellationToken);

    public static Task LeaveAsync(this IPeerDirectory directory, PeerSession session) =>
        directory.LeaveAsync(session, TestContext.Current.CancellationToken);

    public static CatalogueChange Change(ulong from, ulong to, IEnumerable<(uint Number, string Name)> added, uint[]? removed = null, bool replace = false) =>
        new(from, to, replace, [.. added.Select(file => new CatalogueEntry(file.Number, Encoding.UTF8.GetBytes(file.Name)))], removed ?? []);
}
