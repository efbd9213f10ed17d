using System.Security.Cryptography;
using GvNap.Protocol.Content;

namespace GvNap.Peer.Links;

/// <summary>A file that is read once, in order, and hashed plainly while somebody else hashes it as a tree.</summary>
internal sealed class PlainHasher(Stream file, long size) : Stream
{
    /// <summary>The shortest part; long files have longer ones, so that their list stays short.</summary>
    private const int ShortestPart = 1 << 20;

    private readonly IncrementalHash _whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _partLength = Math.Max(ShortestPart, PieceGeometry.Of(size).PieceLength);
    private readonly List<string> _parts = [];
    private int _inPart;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The hashes of what was read.</summary>
    public PlainHashes Build()
    {
        EndPart();
        return new PlainHashes(Convert.ToHexStringLower(_whole.GetHashAndReset()), _partLength, _parts);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await file.ReadAsync(buffer, cancellationToken);
        Add(buffer.Span[..read]);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = file.Read(buffer, offset, count);
        Add(buffer.AsSpan(offset, read));
        return read;
    }

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _whole.Dispose();
        _part.Dispose();
        base.Dispose(disposing);
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        _whole.AppendData(bytes);
        while (!bytes.IsEmpty)
        {
            var next = bytes[..Math.Min(bytes.Length, _partLength - _inPart)];
            _part.AppendData(next);
            _inPart += next.Length;
            bytes = bytes[next.Length..];
            if (_inPart == _partLength)
            {
                EndPart();
            }
        }
    }

    private void EndPart()
    {
        if (_inPart > 0)
        {
            _parts.Add(Convert.ToHexStringLower(_part.GetHashAndReset()));
            _inPart = 0;
        }
    }
}
