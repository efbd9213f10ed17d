using GvNap.Peer.FileServer.Slots;
using GvNap.Peer.Sharing;
using GvNap.Protocol.Messages;

namespace GvNap.Peer.FileServer;

/// <summary>What a request gets: one message, and perhaps a part of a file behind it.</summary>
/// <param name="Message">The message; its request id is filled in by whoever sends it. Null: the request gets no answer.</param>
/// <param name="Range">The part of a file.</param>
/// <param name="Closes">Whether the connection ends then.</param>
internal readonly record struct FileReply(Envelope? Message, FileRange? Range = null, bool Closes = false)
{
    /// <summary>Refuses the request; the connection goes on.</summary>
    public static FileReply Refuse(ErrorCode code, string message) => new(new Envelope { Error = new Error { Code = code, Message = message } });
}

/// <summary>A part of an open file, inside its bounds, and the slot by which it is sent.</summary>
internal readonly record struct FileRange(OpenedShare File, long Offset, long Length, UploadSlot Slot);
