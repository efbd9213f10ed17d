namespace GvNap.Peer.Transfers;

/// <summary>A source failed in the middle of an exchange; caught by the worker that asked.</summary>
/// <param name="failure">Why.</param>
internal sealed class SourceException(SourceFailure failure) : Exception(failure.Message)
{
    /// <summary>Short for a kind and a message.</summary>
    public SourceException(SourceFailureKind kind, string message)
        : this(new SourceFailure(kind, message))
    {
    }

    /// <summary>Why.</summary>
    public SourceFailure Failure { get; } = failure;
}
