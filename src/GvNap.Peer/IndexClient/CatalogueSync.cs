using Google.Protobuf;
using GvNap.Protocol;
using GvNap.Protocol.Content;
using GvNap.Protocol.Messages;
using SharedFile = GvNap.Peer.Sharing.SharedFile;

namespace GvNap.Peer.IndexClient;

/// <summary>
/// What the index knows of this peer's catalogue, and which batch comes next. A batch whose fate is unknown is
/// either found done by its version, or sent again. One caller at a time.
/// </summary>
/// <param name="firstVersion">Versions count up from here; another number in each life of the process.</param>
internal sealed class CatalogueSync(ulong firstVersion)
{
    // A Share message's own fields and those around each entry, at most.
    private const int EntryOverhead = 16;

    private readonly Dictionary<uint, SharedFile> _acknowledged = [];
    private readonly Dictionary<uint, SharedFile> _refused = [];
    private ulong _version;
    private ulong _lastDrawn = firstVersion;
    private bool _startsAnew;
    private Batch? _inFlight;

    /// <summary>Files that the index server refused, as they are.</summary>
    public int RefusedFiles => _refused.Count;

    /// <summary>Makes the next batch towards <paramref name="desired"/>, or the one in flight again; null if there is nothing to send.</summary>
    public Share? Next(IReadOnlyDictionary<uint, SharedFile> desired)
    {
        _inFlight ??= Draw(desired);
        return _inFlight?.Message;
    }

    /// <summary>The batch in flight was applied.</summary>
    /// <param name="refused">Numbers of it that were not.</param>
    public void Acknowledge(IEnumerable<uint> refused)
    {
        if (_inFlight is not { } batch)
        {
            return;
        }

        if (batch.Message.Replace)
        {
            _acknowledged.Clear();
            _startsAnew = false;
        }

        Refuse(batch, refused);
        foreach (var file in batch.Added.Where(f => !IsRefused(f)))
        {
            _acknowledged[file.Number] = file;
        }

        foreach (var number in batch.Message.Removed)
        {
            _acknowledged.Remove(number);
        }

        _version = batch.Message.Version;
        _inFlight = null;
    }

    /// <summary>The batch in flight was refused as a whole: its files are not sent again as they are.</summary>
    public void RefuseBatch()
    {
        if (_inFlight is { } batch)
        {
            Refuse(batch, batch.Added.Select(f => f.Number));
            _startsAnew |= batch.Added.Count == 0;
            _inFlight = null;
        }
    }

    /// <summary>The index has another catalogue than we think: all is sent again.</summary>
    public void StartAnew() => (_startsAnew, _inFlight) = (true, null);

    /// <summary>Compares with what an index server says it has, after an attachment.</summary>
    /// <returns>True if it has what we think.</returns>
    public bool Resume(ulong catalogueVersion)
    {
        if (_inFlight is { } batch && batch.Message.Version == catalogueVersion)
        {
            Acknowledge([]);
        }
        else if (catalogueVersion != _version || _startsAnew)
        {
            StartAnew();
            return false;
        }

        return true;
    }

    private static int Cost(ByteString entry) => entry.Length + EntryOverhead;

    private static ByteString Encode(SharedFile file) =>
        new FileEntry
        {
            Name = file.Name,
            Root = file.Content.Root.ToByteString(),
            Size = (ulong)file.Content.Size,
            Description = file.Description,
            Partial = file.IsPartial,
        }.ToByteString();

    private bool IsRefused(SharedFile file) => _refused.TryGetValue(file.Number, out var refused) && refused == file;

    private void Refuse(Batch batch, IEnumerable<uint> numbers)
    {
        var files = batch.Added.ToDictionary(f => f.Number);
        foreach (var number in numbers)
        {
            if (files.TryGetValue(number, out var file))
            {
                _refused[number] = file;
            }
        }
    }

    private Batch? Draw(IReadOnlyDictionary<uint, SharedFile> desired)
    {
        var message = new Share { Replace = _startsAnew };
        var added = new List<SharedFile>();
        var room = ProtocolLimits.ShareBatchLength;
        foreach (var number in _startsAnew ? [] : _acknowledged.Keys.Where(n => !desired.TryGetValue(n, out var file) || IsRefused(file)).Take(ProtocolLimits.ShareBatchFiles))
        {
            message.Removed.Add(number);
            room -= EntryOverhead;
        }

        foreach (var file in desired.Values.Where(f => !IsRefused(f) && (_startsAnew || !_acknowledged.TryGetValue(f.Number, out var known) || known != f)))
        {
            var entry = Encode(file);
            if (added.Count + message.Removed.Count >= ProtocolLimits.ShareBatchFiles || Cost(entry) > room)
            {
                break;
            }

            room -= Cost(entry);
            added.Add(file);
            message.Added.Add(new Protocol.Messages.SharedFile { Number = file.Number, Entry = entry });
        }

        if (added.Count + message.Removed.Count == 0 && !_startsAnew)
        {
            return null;
        }

        (message.BaseVersion, message.Version) = (_version, ++_lastDrawn);
        return new Batch(message, added);
    }

    private sealed record Batch(Share Message, List<SharedFile> Added);
}
