using System.Diagnostics;
using Google.Protobuf;
using GvNap.Lab.Load.Peers;
using GvNap.Protocol;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load.Checking;

/// <summary>Compares what each server lists with what the peers share, file by file, once nothing changes any more.</summary>
internal sealed class CatalogueComparison(LoadTarget target, LoadOptions options, LoadFiles files, Ledger ledger)
{
    private const int Lines = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Compares until all servers are right.</summary>
    /// <param name="patience">How long that may take.</param>
    /// <param name="faults">Gets what is still wrong then.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> RunAsync(TimeSpan patience, Faults faults, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        for (var server = 0; server < target.Count; server++)
        {
            while (await FindFaultAsync(server, cancellationToken) is { } fault)
            {
                if (Stopwatch.GetElapsedTime(started) > patience)
                {
                    faults.Add($"After {patience.TotalSeconds:F0} s, server {server}: {fault}");
                    break;
                }

                await Task.Delay(Pause, cancellationToken);
            }
        }

        return Stopwatch.GetElapsedTime(started);
    }

    private async Task<string?> FindFaultAsync(int server, CancellationToken cancellationToken)
    {
        var lines = new List<PeerLine>();
        try
        {
            for (var i = 0; i < Lines; i++)
            {
                lines.Add(new PeerLine(target.Connect(server, LoadTarget.SearcherAddress(i)), _ => { }));
                await lines[i].AskAsync(new Envelope { Hello = LoadTarget.Hello() }, cancellationToken);
            }

            var listed = await FindPeersFaultAsync(lines[0], cancellationToken);
            var next = -1;
            string? first = listed;
            await Task.WhenAll(lines.Select(async line =>
            {
                while (first is null && Interlocked.Increment(ref next) is var peer && peer < options.Peers)
                {
                    first = await FindFaultAsync(line, peer, cancellationToken) ?? first;
                }
            }));
            return first;
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return e.Message;
        }
        finally
        {
            lines.ForEach(line => line.Dispose());
        }
    }

    private async Task<string?> FindPeersFaultAsync(PeerLine line, CancellationToken cancellationToken)
    {
        var missing = Enumerable.Range(0, options.Peers).Where(ledger.IsAttached).Select(files.Names.OfPeer).ToHashSet();
        for (var cursor = ByteString.Empty; ;)
        {
            var reply = await line.AskAsync(new Envelope { ListPeers = new ListPeers { Limit = ProtocolLimits.PageLength, Cursor = cursor } }, cancellationToken);
            if (reply.PeerPage is not { } page)
            {
                return $"the peers are not listed: {reply.Error?.Message}";
            }

            foreach (var peer in page.Peers)
            {
                if (files.Names.IsPeer(peer.Peer.User) && !missing.Remove(peer.Peer.User))
                {
                    return $"{peer.Peer.User} is listed, and is not there";
                }
            }

            cursor = page.NextCursor;
            if (cursor.IsEmpty)
            {
                return missing.Count == 0 ? null : $"{missing.Count} peers are missing, such as {missing.First()}";
            }
        }
    }

    private async Task<string?> FindFaultAsync(PeerLine line, int peer, CancellationToken cancellationToken)
    {
        if (!ledger.IsAttached(peer))
        {
            return null;
        }

        var first = peer * options.FilesPerPeer;
        var missing = Enumerable.Range(first, options.FilesPerPeer).Where(ledger.IsListed).ToHashSet();
        for (var cursor = ByteString.Empty; ;)
        {
            var reply = await line.AskAsync(new Envelope { Browse = new Browse { User = files.Names.OfPeer(peer), Limit = ProtocolLimits.PageLength, Cursor = cursor } }, cancellationToken);
            if (reply.CataloguePage is not { } page)
            {
                return $"peer {peer} is not listed: {reply.Error?.Message}";
            }

            foreach (var entry in page.Entries)
            {
                if (!files.TryRecognise(FileEntry.Parser.ParseFrom(entry), out var file) || !missing.Remove(file))
                {
                    return $"peer {peer} is said to share file {file}, which it does not";
                }
            }

            cursor = page.NextCursor;
            if (cursor.IsEmpty)
            {
                return missing.Count == 0 ? null : $"{missing.Count} files of peer {peer} are missing, such as {missing.First()}";
            }
        }
    }
}
