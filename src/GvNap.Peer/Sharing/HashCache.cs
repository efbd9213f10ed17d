using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GvNap.Protocol.Content;
using Microsoft.Win32.SafeHandles;

namespace GvNap.Peer.Sharing;

/// <summary>
/// Remembers the content ids of files that were hashed, by path and stamp. On disk it is a header and records of one
/// length, each with a check of its own, to which every new one is appended: what a crash or a bad disk damages is
/// just hashed again. One owner at a time; any thread may call.
/// </summary>
internal sealed class HashCache : IDisposable
{
    private const int CheckLength = 8;
    private const int RecordLength = 16 + 8 + 8 + 8 + 8 + Sha256Hash.Length + CheckLength;

    private readonly Lock _gate = new();
    private readonly Dictionary<UInt128, (FileStamp Stamp, ContentId Content)> _entries = [];
    private SafeFileHandle? _file;
    private readonly string? _path;
    private long _length;

    private HashCache(string? path, SafeFileHandle? file) => (_path, _file) = (path, file);

    private static ReadOnlySpan<byte> Header => "GvNap hash cache 1\n"u8;

    /// <summary>Opens the cache, or starts a new one if there is none or it is something else.</summary>
    /// <param name="path">The file; null keeps it in memory.</param>
    /// <exception cref="IOException">It can be neither read nor made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static HashCache Open(string? path)
    {
        if (path is null)
        {
            return new HashCache(null, null);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var cache = new HashCache(path, OpenFile(path));
        cache.Load();
        return cache;
    }

    /// <summary>The content id of a file in this state, if it was hashed.</summary>
    public bool TryFind(string path, FileStamp stamp, out ContentId content)
    {
        var key = KeyOf(path);
        lock (_gate)
        {
            var isKnown = _entries.TryGetValue(key, out var entry) && entry.Stamp == stamp;
            content = entry.Content;
            return isKnown;
        }
    }

    /// <summary>Remembers a content id.</summary>
    /// <remarks>If the disk takes no more, it is remembered until this process ends.</remarks>
    public void Add(string path, FileStamp stamp, ContentId content)
    {
        var key = KeyOf(path);
        Span<byte> record = stackalloc byte[RecordLength];
        Encode(record, key, stamp, content);
        lock (_gate)
        {
            _entries[key] = (stamp, content);
            TryAppend(record);
        }
    }

    /// <summary>Forgets what is no longer of use, once that is most of it.</summary>
    /// <param name="paths">The files that are shared.</param>
    /// <returns>The content ids that are forgotten.</returns>
    public IReadOnlyList<ContentId> Compact(IReadOnlyCollection<string> paths)
    {
        using var _ = _gate.EnterScope();
        var records = (_length - Header.Length) / RecordLength;
        if (_path is null || records <= 2L * paths.Count + 10_000)
        {
            return [];
        }

        var live = paths.Select(KeyOf).ToHashSet();
        var dead = _entries.Where(entry => !live.Contains(entry.Key)).ToList();
        foreach (var (key, _) in dead)
        {
            _entries.Remove(key);
        }

        try
        {
            Rewrite();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It stays long until a later start.
            return [];
        }

        var kept = _entries.Values.Select(entry => entry.Content).ToHashSet();
        return [.. dead.Select(entry => entry.Value.Content).Where(content => !kept.Contains(content)).Distinct()];
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static UInt128 KeyOf(string path)
    {
        Span<byte> hash = stackalloc byte[Sha256Hash.Length];
        SHA256.HashData(MemoryMarshal.AsBytes(path.AsSpan()), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private static void Encode(Span<byte> record, UInt128 key, FileStamp stamp, ContentId content)
    {
        BinaryPrimitives.WriteUInt128BigEndian(record, key);
        BinaryPrimitives.WriteInt64BigEndian(record[16..], stamp.Size);
        BinaryPrimitives.WriteInt64BigEndian(record[24..], stamp.Modified);
        BinaryPrimitives.WriteInt64BigEndian(record[32..], stamp.Changed);
        BinaryPrimitives.WriteUInt64BigEndian(record[40..], stamp.Inode);
        content.Root.CopyTo(record[48..]);
        Sha256Hash.Of(record[..^CheckLength]).ToBytes().AsSpan(0, CheckLength).CopyTo(record[^CheckLength..]);
    }

    private void TryAppend(ReadOnlySpan<byte> record)
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            RandomAccess.Write(_file, record, _length);
            _length += RecordLength;
        }
        catch (IOException)
        {
            // The next record is written over what was written of this one.
        }
    }

    private void Load()
    {
        var bytes = new byte[RandomAccess.GetLength(_file!)];
        var content = bytes.AsSpan(0, RandomAccess.Read(_file!, bytes, 0));
        if (!content.StartsWith(Header))
        {
            Rewrite();
            return;
        }

        Span<byte> check = stackalloc byte[RecordLength];
        for (_length = Header.Length; _length + RecordLength <= content.Length; _length += RecordLength)
        {
            var record = content.Slice((int)_length, RecordLength);
            var key = BinaryPrimitives.ReadUInt128BigEndian(record);
            var size = BinaryPrimitives.ReadInt64BigEndian(record[16..]);
            var stamp = new FileStamp(size, BinaryPrimitives.ReadInt64BigEndian(record[24..]), BinaryPrimitives.ReadInt64BigEndian(record[32..]), BinaryPrimitives.ReadUInt64BigEndian(record[40..]));
            var id = new ContentId(new Sha256Hash(record.Slice(48, Sha256Hash.Length)), size);
            Encode(check, key, stamp, id);
            if (record.SequenceEqual(check))
            {
                _entries[key] = (stamp, id);
            }
        }
    }

    /// <summary>Writes all records anew, in one step.</summary>
    private void Rewrite()
    {
        _file!.Dispose();
        _file = null;
        try
        {
            AtomicFile.Write(_path!, WriteAll);
        }
        finally
        {
            _file = OpenFile(_path!);
        }

        _length = RandomAccess.GetLength(_file);
    }

    private void WriteAll(Stream stream)
    {
        stream.Write(Header);
        Span<byte> record = stackalloc byte[RecordLength];
        foreach (var (key, (stamp, content)) in _entries)
        {
            Encode(record, key, stamp, content);
            stream.Write(record);
        }
    }

    private static SafeFileHandle OpenFile(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
}
