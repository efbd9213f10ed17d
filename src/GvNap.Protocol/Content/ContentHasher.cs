using System.Buffers;

namespace GvNap.Protocol.Content;

/// <summary>Computes content ids and piece layers, at nearly the rate at which a core computes SHA-256.</summary>
public static class ContentHasher
{
    /// <summary>Bytes a read: large enough to make the call cheap, small enough to stay in the cache until it is hashed.</summary>
    private const int ReadLength = 16 * PieceGeometry.BlockLength;

    /// <summary>Hashes a file that is read from a stream.</summary>
    /// <param name="stream">At the file's start; unbuffered is best.</param>
    /// <param name="size">The bytes that the file must have.</param>
    /// <param name="bytesHashed">Told the bytes hashed so far, after each read.</param>
    /// <param name="cancellationToken">Ends it between two reads.</param>
    /// <exception cref="IOException">The stream is shorter or longer than <paramref name="size"/>, or cannot be read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative or above <see cref="ProtocolLimits.ContentSize"/>.</exception>
    public static async Task<PieceLayer> HashAsync(Stream stream, long size, IProgress<long>? bytesHashed, CancellationToken cancellationToken)
    {
        var geometry = PieceGeometry.Of(size);
        var builder = new PieceLayerBuilder(geometry);
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(ReadLength, size + 1));
        try
        {
            for (var hashed = 0L; hashed < size;)
            {
                var wanted = (int)Math.Min(ReadLength, size - hashed);
                var read = await stream.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, cancellationToken);
                if (read < wanted)
                {
                    throw new IOException($"The file ends after {hashed + read} of {size} bytes.");
                }

                builder.Add(buffer.AsSpan(0, read));
                hashed += read;
                bytesHashed?.Report(hashed);
            }

            if (await stream.ReadAsync(buffer.AsMemory(0, 1), cancellationToken) > 0)
            {
                throw new IOException($"The file is longer than {size} bytes.");
            }

            return builder.Build();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Hashes a file that is in memory.</summary>
    public static PieceLayer Hash(ReadOnlySpan<byte> content)
    {
        var builder = new PieceLayerBuilder(PieceGeometry.Of(content.Length));
        builder.Add(content);
        return builder.Build();
    }
}
