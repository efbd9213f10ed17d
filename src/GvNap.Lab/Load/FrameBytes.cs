using System.Buffers;
using GvNap.Protocol.Framing;
using GvNap.Protocol.Messages;

namespace GvNap.Lab.Load;

/// <summary>Messages as the bytes of their frames.</summary>
internal static class FrameBytes
{
    /// <summary>The frame of a message.</summary>
    public static byte[] Of(Envelope message)
    {
        var writer = new ArrayBufferWriter<byte>();
        Frame.Write(writer, message);
        return writer.WrittenSpan.ToArray();
    }
}
