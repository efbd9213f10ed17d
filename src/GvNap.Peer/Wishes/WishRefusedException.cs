namespace GvNap.Peer.Wishes;

/// <summary>A wish is not taken. The message is one line for a person.</summary>
public sealed class WishRefusedException(string message) : Exception(message);
