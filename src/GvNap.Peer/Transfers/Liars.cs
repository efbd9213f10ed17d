using GvNap.Protocol.Content;

namespace GvNap.Peer.Transfers;

/// <summary>
/// Who sent something wrong for which content: a download that is begun again, by itself or by somebody, does not ask
/// them again for a while. Safe for concurrent use.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class Liars(TimeProvider time)
{
    /// <summary>Lies that are remembered; the oldest are forgotten first.</summary>
    private const int Most = 1_000;

    /// <summary>How long: a disk may have been mended.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Queue<Lie> _lies = new();

    /// <summary>Remembers a source that has just lied.</summary>
    public void Add(ContentId content, SourceEntry source)
    {
        lock (_lock)
        {
            while (_lies.Count >= Most || (_lies.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Told) > Kept))
            {
                _lies.Dequeue();
            }

            _lies.Enqueue(new Lie(content, source.Source, source.Endpoint, source.Failure!, time.GetTimestamp()));
        }
    }

    /// <summary>Gives a source up that has lied about the content, as that peer or at its endpoint.</summary>
    public void Blame(ContentId content, SourceEntry source)
    {
        lock (_lock)
        {
            if (_lies.LastOrDefault(lie => lie.Content == content && lie.IsOf(source.Source) && time.GetElapsedTime(lie.Told) <= Kept) is { } known)
            {
                (source.Endpoint, source.Failure) = (known.Endpoint, known.Failure);
            }
        }
    }

    private sealed record Lie(ContentId Content, DownloadSource Source, string? Endpoint, SourceFailure Failure, long Told)
    {
        public bool IsOf(DownloadSource other) =>
            (Source.Peer is { } peer && peer == other.Peer) || (other.Endpoints.Count > 0 && other.Endpoints.All(endpoint => EndpointDialer.Describe(endpoint) == Endpoint));
    }
}
