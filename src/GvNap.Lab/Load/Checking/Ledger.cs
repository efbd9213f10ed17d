using System.Diagnostics;
using System.Globalization;

namespace GvNap.Lab.Load.Checking;

/// <summary>
/// What the index must know: for each file, and for each peer, since when it is certainly there, or certainly gone, or
/// that it is in flux. Before anything is sent that changes it, it is put in flux; when that is acknowledged, it is
/// there or gone from then on. So an answer to a question that was asked after that moment, and that is looked at before
/// the next change, must agree. One thread writes a peer and its files, another its signs of life, any may read. Times are
/// <see cref="Stopwatch"/>'s.
/// </summary>
internal sealed class Ledger(int peers, int filesPerPeer)
{
    private const long Flux = 0;
    private const long Nowhere = long.MaxValue;

    // Positive: there since. Negative: gone since.
    private readonly long[] _files = new long[peers * filesPerPeer];
    private readonly long[] _peers = new long[peers];

    // The server that a peer is at, or was at last, and since when; while it looks for another it is at none.
    private readonly int[] _servers = new int[peers];
    private readonly long[] _arrivals = [.. Enumerable.Repeat(Nowhere, peers)];

    // Until when a peer's last sign of life is enough; and since when none came too late, which may lie ahead.
    private readonly long[] _alive = new long[peers];
    private readonly long[] _steady = new long[peers];

    /// <summary>Files of all peers.</summary>
    public int Files => _files.Length;

    /// <summary>Whose file it is.</summary>
    public int OwnerOf(int file) => file / filesPerPeer;

    /// <summary>A file is being added or removed.</summary>
    public void FileChanges(int file) => Volatile.Write(ref _files[file], Flux);

    /// <summary>A file is in its peer's catalogue, and that is acknowledged.</summary>
    public void FileIsThere(int file) => Volatile.Write(ref _files[file], Stopwatch.GetTimestamp());

    /// <summary>A file is not in its peer's catalogue any more, and that is acknowledged.</summary>
    public void FileIsGone(int file) => Volatile.Write(ref _files[file], -Stopwatch.GetTimestamp());

    /// <summary>Whether a file is in its peer's catalogue; in flux counts as no.</summary>
    public bool IsListed(int file) => Volatile.Read(ref _files[file]) > 0;

    /// <summary>A peer is coming or going.</summary>
    public void PeerChanges(int peer) => Volatile.Write(ref _peers[peer], Flux);

    /// <summary>
    /// A peer looks for a server. Whichever takes it knows until then only what it heard of the peer from others, and so
    /// does the one that it was at before.
    /// </summary>
    public void PeerMoves(int peer)
    {
        PeerChanges(peer);
        Volatile.Write(ref _arrivals[peer], Nowhere);
    }

    /// <summary>A peer is attached to a server, with its catalogue, and that is acknowledged.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="server">The server.</param>
    /// <param name="lease">How long it stays attached without a sign of life.</param>
    public void PeerIsThere(int peer, int server, TimeSpan lease)
    {
        var now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _servers[peer], server);
        Volatile.Write(ref _arrivals[peer], now);
        Volatile.Write(ref _alive[peer], now + (StopwatchTicks.Of(lease) / 2));
        Volatile.Write(ref _steady[peer], now);
        Volatile.Write(ref _peers[peer], now);
    }

    /// <summary>
    /// A peer gives a sign of life. Whoever drives the load may be held up by it: if half a lease went by since the
    /// last sign, the lease may have run out before this one arrives, and the server needs time to list the peer again.
    /// </summary>
    /// <param name="peer">The peer.</param>
    /// <param name="lease">How long it stays attached without a sign of life.</param>
    public void PeerIsAlive(int peer, TimeSpan lease)
    {
        var now = Stopwatch.GetTimestamp();
        if (IsAttached(peer) && now > Volatile.Read(ref _alive[peer]))
        {
            Volatile.Write(ref _steady[peer], now + StopwatchTicks.Of(lease));
        }

        Volatile.Write(ref _alive[peer], now + (StopwatchTicks.Of(lease) / 2));
    }

    /// <summary>A peer's files must be in no results from a moment on, which may lie ahead.</summary>
    public void PeerIsGone(int peer, TimeSpan after) =>
        Volatile.Write(ref _peers[peer], -(Stopwatch.GetTimestamp() + StopwatchTicks.Of(after)));

    /// <summary>Whether a peer is attached; in flux counts as no.</summary>
    public bool IsAttached(int peer) => Volatile.Read(ref _peers[peer]) > 0;

    /// <summary>Whether a server must have had the file in its results from a moment until now.</summary>
    /// <param name="file">The file.</param>
    /// <param name="server">The server that was asked.</param>
    /// <param name="moment">When it was asked.</param>
    /// <param name="settle">How long news take to other servers, in ticks of the stopwatch.</param>
    public bool MustShow(int file, int server, long moment, long settle)
    {
        var owner = OwnerOf(file);
        moment -= DelayTo(server, owner, moment, settle);
        return Volatile.Read(ref _peers[owner]) is > Flux and var attached && attached <= moment
            && Volatile.Read(ref _steady[owner]) <= moment && Stopwatch.GetTimestamp() <= Volatile.Read(ref _alive[owner])
            && Volatile.Read(ref _files[file]) is > Flux and var listed && listed <= moment;
    }

    /// <summary>Whether a server may have had the file in its results at some time from a moment until now.</summary>
    /// <inheritdoc cref="MustShow"/>
    public bool MayShow(int file, int server, long moment, long settle)
    {
        var owner = OwnerOf(file);
        moment -= DelayTo(server, owner, moment, settle);
        return !IsGone(Volatile.Read(ref _peers[owner]), moment) && !IsGone(Volatile.Read(ref _files[file]), moment);
    }

    /// <summary>What is gone of a file that <see cref="MayShow"/> says cannot be shown, and for how long it was at a moment; for a person.</summary>
    public string TellGone(int file, long moment)
    {
        var owner = OwnerOf(file);
        var peer = Volatile.Read(ref _peers[owner]);
        var (what, state) = IsGone(peer, moment) ? ("the peer", peer) : ("the file", Volatile.Read(ref _files[file]));
        return string.Create(CultureInfo.InvariantCulture, $"{what} for {Stopwatch.GetElapsedTime(-state, moment).TotalSeconds:F3} s, last at server {_servers[owner]}");
    }

    private static bool IsGone(long state, long moment) => state < Flux && -state <= moment;

    // The server that a peer came to knows at once what is acknowledged from then on; who asked it before may have been told what it had heard.
    private long DelayTo(int server, int owner, long moment, long settle) =>
        Volatile.Read(ref _arrivals[owner]) <= moment && Volatile.Read(ref _servers[owner]) == server ? 0 : settle;
}
