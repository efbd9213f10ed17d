using GvNap.Protocol.Messages;

namespace GvNap.Peer.Cli;

/// <summary>A line of a file in a table.</summary>
/// <param name="IsFirst">Whether the file begins here.</param>
/// <param name="Text">Its name, its description, or the name under which the source beside it shares it; safe to show, may be empty.</param>
/// <param name="Source">Who has it; null if the line names nobody.</param>
/// <param name="Others">Sources that are not named one by one; 0 if all are, and on all lines but theirs.</param>
internal sealed record FileLine(bool IsFirst, string Text, Source? Source, int Others);
