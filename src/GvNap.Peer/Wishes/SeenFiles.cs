using GvNap.Peer.Finding;
using GvNap.Peer.IndexClient;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.Wishes;

/// <summary>
/// Which files of which users a person knows of already, for each watched query: those that were there when it began, and
/// those that were told. Peers share everything anew with an index server that has started again, and that is no news.
/// </summary>
internal sealed class SeenFiles
{
    /// <summary>What is remembered of all queries together; the oldest is forgotten first.</summary>
    private const int Most = 20_000;

    private readonly Lock _gate = new();
    private readonly HashSet<Seen> _seen = [];
    private readonly Queue<Seen> _oldest = [];
    private readonly HashSet<WatchedQuery> _begun = [];

    /// <summary>Notes a file of its sources.</summary>
    /// <returns>False if it was known of all of them.</returns>
    public bool Add(WatchedQuery watch, NetworkFile file)
    {
        lock (_gate)
        {
            var isNew = false;
            foreach (var user in file.Sources.Select(source => source.User).DefaultIfEmpty(""))
            {
                var seen = new Seen(watch, file.Content, user);
                if (_seen.Add(seen))
                {
                    isNew = true;
                    _oldest.Enqueue(seen);
                }
            }

            while (_oldest.Count > Most)
            {
                _seen.Remove(_oldest.Dequeue());
            }

            return isNew;
        }
    }

    /// <summary>Finds out what is there before a query is watched for the first time: the first page will do.</summary>
    public async Task BeginAsync(WatchedQuery watch, IndexConnection connection, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_begun.Add(watch))
            {
                return;
            }
        }

        var reply = await connection.SearchAsync(watch.Query, ProtocolLimits.PageLength, default, cancellationToken);
        if (!reply.TryGet(out var page, out var failure))
        {
            Forget(watch, failure.Code);
            return;
        }

        foreach (var result in page.Results)
        {
            if (NetworkFile.TryRead(result.Entry, result.SourceCount, result.Sources, out var file))
            {
                Add(watch, file);
            }
        }
    }

    /// <summary>A query that could not be asked is asked again with the next connection; one that is none is not.</summary>
    private void Forget(WatchedQuery watch, ErrorCode code)
    {
        lock (_gate)
        {
            if (code != ErrorCode.Invalid)
            {
                _begun.Remove(watch);
            }
        }
    }

    private readonly record struct Seen(WatchedQuery Watch, ContentId Content, string User);
}
