using GvNap.Index.Bans;
using GvNap.Index.Search.Replies;
using GvNap.Protocol.Messages;

namespace GvNap.Index.Connections;

/// <summary>What becomes of a request.</summary>
/// <param name="Message">The answer; null for a message that is not answered.</param>
/// <param name="Closes">The connection ends after it.</param>
internal readonly record struct Reply(Envelope? Message, bool Closes = false)
{
    /// <summary>Answers a search.</summary>
    public Reply(EncodedResults results)
        : this(null, false) => Results = results;

    /// <summary>Results in place of a message; whoever sends them disposes of them.</summary>
    public EncodedResults? Results { get; }

    /// <summary>No answer.</summary>
    public static Reply None => default;

    /// <summary>The error code of the answer; null if it is none.</summary>
    public ErrorCode? Code => Message?.Error?.Code;

    /// <summary>The end for a remote side that is shut out.</summary>
    public static Reply Shut(Ban ban)
    {
        Telemetry.Shut.Add(1);
        return Refuse(ErrorCode.Banned, ban.Sentence, closes: true);
    }

    /// <summary>An error for the remote side.</summary>
    /// <param name="code">What it is told.</param>
    /// <param name="message">A sentence that is safe to send and to show.</param>
    /// <param name="closes">The connection ends after it.</param>
    public static Reply Refuse(ErrorCode code, string message, bool closes = false) =>
        new(new Envelope { Error = new Error { Code = code, Message = message } }, closes);
}
