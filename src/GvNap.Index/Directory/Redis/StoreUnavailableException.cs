namespace GvNap.Index.Directory.Redis;

/// <summary>Redis did not answer, or refused. The command may have been executed all the same, perhaps later.</summary>
internal sealed class StoreUnavailableException(string command, Exception? cause = null) : Exception($"Redis did not carry out {command}.", cause);
