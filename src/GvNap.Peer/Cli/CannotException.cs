namespace GvNap.Peer.Cli;

/// <summary>What was asked for could not be done: exit status 1. The message is one line for a person.</summary>
internal sealed class CannotException(string message) : Exception(message);
