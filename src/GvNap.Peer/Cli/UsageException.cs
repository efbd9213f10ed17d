namespace GvNap.Peer.Cli;

/// <summary>The program was called in a way that it does not understand: exit status 2. The message is one line for a person.</summary>
internal sealed class UsageException(string message) : Exception(message);
