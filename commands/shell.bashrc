# The shell of `make shell`: a person's own, with our Python, Node and cdktf first on PATH.
if [ -f ~/.bashrc ]; then . ~/.bashrc; fi
export PATH="$LIONPAY_ROOT/.venv/bin:$LIONPAY_ROOT/node_modules/.bin:$PATH"
export CHECKPOINT_DISABLE=1
PS1="(lionpay ${ENV:-prod}) $PS1"
