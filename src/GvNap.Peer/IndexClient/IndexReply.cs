using System.Diagnostics.CodeAnalysis;

namespace GvNap.Peer.IndexClient;

/// <summary>What became of a request to an index server: a value, or a failure.</summary>
/// <typeparam name="T">The reply's message.</typeparam>
public readonly struct IndexReply<T>
    where T : class
{
    private readonly T? _value;
    private readonly IndexFailure? _failure;

    /// <summary>The server answered.</summary>
    public IndexReply(T value) => _value = value;

    /// <summary>It did not, or refused.</summary>
    public IndexReply(IndexFailure failure) => _failure = failure;

    /// <summary>Why there is no value; null if there is one.</summary>
    public IndexFailure? Failure => _failure;

    /// <summary>Takes the reply apart: exactly one of the two is there.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out IndexFailure? failure)
    {
        (value, failure) = (_value, _failure);
        return value is not null;
    }
}
