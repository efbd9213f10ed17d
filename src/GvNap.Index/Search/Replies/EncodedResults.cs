using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Search.Replies;

/// <summary>
/// One page of results, as the bytes of a <see cref="SearchResults"/> message (encoded as Protocol Buffers' own documentation says), in memory that is
/// borrowed until it is disposed: entries and sources are copied into it as they are kept.
/// </summary>
internal sealed class EncodedResults : IDisposable
{
    // The tags that a page has: the field's number shifted left by three, plus 2 for bytes and messages.
    private const byte ResultsTag = (SearchResults.ResultsFieldNumber << 3) | 2;
    private const byte TotalTag = SearchResults.TotalFieldNumber << 3;
    private const byte CutTag = SearchResults.CutFieldNumber << 3;
    private const byte NextCursorTag = (SearchResults.NextCursorFieldNumber << 3) | 2;
    private const byte RequestIdTag = Envelope.RequestIdFieldNumber << 3;
    private const uint MessageTag = (Envelope.SearchResultsFieldNumber << 3) | 2;

    // The frame's length, and the envelope's two tags of one and two bytes with a number of up to 64 and up to 32 bits.
    private const int HeaderRoom = Frame.HeaderLength + 1 + 10 + 2 + 5;
    private const int FirstLength = 4 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstLength);
    private int _end = HeaderRoom;

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Message => _bytes.AsSpan(HeaderRoom, _end - HeaderRoom);

    /// <summary>Results on the page.</summary>
    public int Count { get; private set; }

    /// <summary>Whether only the first candidates were ranked.</summary>
    public bool IsCut { get; private set; }

    /// <summary>A page that was saved.</summary>
    public static EncodedResults Copy(Saved saved)
    {
        var page = new EncodedResults { Count = saved.Count, IsCut = saved.IsCut };
        page.Reserve(saved.Message.Length);
        page.Write(saved.Message);
        return page;
    }

    /// <summary>A copy that lasts.</summary>
    public Saved Save() => new(Message.ToArray(), Count, IsCut);

    /// <summary>Bytes of a field of bytes, or of a message in another: its tag, its length and itself.</summary>
    public static int SizeOf(int length) => 1 + SizeOfNumber((uint)length) + length;

    /// <summary>Bytes of a number.</summary>
    public static int SizeOfNumber(uint number) => (38 - BitOperations.LeadingZeroCount(number | 1)) / 7;

    /// <summary>Begins a result, all of whose fields follow with <see cref="Write(byte, ReadOnlySpan{byte})"/> and <see cref="Write(byte, uint)"/>.</summary>
    /// <param name="length">Bytes of its fields.</param>
    public void BeginResult(int length)
    {
        WriteHead(ResultsTag, length);
        Count++;
    }

    /// <summary>Writes the head of a field whose bytes follow.</summary>
    public void WriteHead(byte tag, int length)
    {
        Reserve(SizeOf(length));
        _bytes[_end++] = tag;
        WriteNumber((uint)length);
    }

    /// <summary>Writes a field of bytes.</summary>
    public void Write(byte tag, ReadOnlySpan<byte> bytes)
    {
        WriteHead(tag, bytes.Length);
        Write(bytes);
    }

    /// <summary>Writes bytes for which room was made.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>Writes a field that is a number, unless it is 0.</summary>
    public void Write(byte tag, uint number)
    {
        if (number != 0)
        {
            Reserve(1 + SizeOfNumber(uint.MaxValue));
            _bytes[_end++] = tag;
            WriteNumber(number);
        }
    }

    /// <summary>Ends the page.</summary>
    /// <param name="total">Results in all.</param>
    /// <param name="isCut">Whether only the first candidates were ranked.</param>
    /// <param name="nextCursor">Where the next page begins; empty if there is none.</param>
    public void End(int total, bool isCut, ReadOnlySpan<byte> nextCursor)
    {
        IsCut = isCut;
        Write(TotalTag, (uint)total);
        Write(CutTag, isCut ? 1u : 0);
        if (!nextCursor.IsEmpty)
        {
            Write(NextCursorTag, nextCursor);
        }
    }

    /// <summary>The page as a whole frame.</summary>
    /// <param name="requestId">The request that it answers.</param>
    public ReadOnlyMemory<byte> ToFrame(ulong requestId)
    {
        Span<byte> envelope = stackalloc byte[HeaderRoom];
        envelope[0] = RequestIdTag;
        var length = 1 + Varint.Write(envelope[1..], requestId);
        length += Varint.Write(envelope[length..], MessageTag);
        length += Varint.Write(envelope[length..], (uint)Message.Length);
        var start = HeaderRoom - length - Frame.HeaderLength;
        BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(start), (uint)(length + Message.Length));
        envelope[..length].CopyTo(_bytes.AsSpan(start + Frame.HeaderLength));
        return _bytes.AsMemory(start, _end - start);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void WriteNumber(uint number) => _end += Varint.Write(_bytes.AsSpan(_end), number);

    private void Reserve(int length)
    {
        if (_end + length <= _bytes.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _bytes.Length, _end + length));
        _bytes.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }

    /// <summary>A copy of a page.</summary>
    /// <param name="Message">The message.</param>
    /// <param name="Count">Results on the page.</param>
    /// <param name="IsCut">Whether only the first candidates were ranked.</param>
    internal sealed record Saved(byte[] Message, int Count, bool IsCut);
}
