# What FirstRunTest compares with: scikit-learn's own solutions on data of examples/ and on generated ones, each by a class of its
# own. python3 native-images/src/test/resources/first-run.py from the project's root; the values in the test are those of scikit-learn
# 1.2.1 and NumPy 1.24.2.
import sklearn, numpy as np
from sklearn.datasets import *
from sklearn.linear_model import *
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
print(sklearn.__version__, np.__version__)
D='examples/'
l=load_linnerud()
def ols(X,y): return LinearRegression().fit(X,y).score(X,y)

print('linnerud weight', repr(ols(l.data,l.target[:,0])))
w=load_wine()
print('wine 3 as numbers', repr(ols(w.data,w.target)))
k=w.target<2; print('wine 2 as numbers', repr(ols(w.data[k],w.target[k])))
d=np.loadtxt(D+'diabetes.csv',delimiter=',',skiprows=1); print('diabetes',repr(ols(d[:,:-1],d[:,-1])))
b=np.loadtxt(D+'breast-cancer.csv',delimiter=',',skiprows=1); print('bc',repr(ols(b[:,:-1],b[:,-1])), b.shape)
lr=make_pipeline(StandardScaler(),LogisticRegression(penalty='none',max_iter=100000,tol=1e-10))
print('bc logistic none', repr(lr.fit(b[:,:-1],b[:,-1]).score(b[:,:-1],b[:,-1])))
lr=make_pipeline(StandardScaler(),LogisticRegression(max_iter=100000,tol=1e-10))
print('bc logistic C=1', repr(lr.fit(b[:,:-1],b[:,-1]).score(b[:,:-1],b[:,-1])))
print('wine2 logistic C=1', repr(lr.fit(w.data[k],w.target[k]).score(w.data[k],w.target[k])))
g=load_digits(); kk=(g.target==3)|(g.target==8); X=g.data[kk]; y=(g.target[kk]==8).astype(int)
lr.fit(X,y); print('digits 3/8 logistic C=1', repr(lr.score(X,y)), X.shape)
# generated: recipe with a linear congruential generator, the same in the Java test
def lcg(n, seed):
    out=np.empty(n); s=seed
    for i in range(n):
        s=(s*6364136223846793005+1442695040888963407)%(1<<64)
        out[i]=(s>>11)/(1<<53)
    return out
def uniform(m,d,seed): return lcg(m*d,seed).reshape(m,d)
m=500
U=uniform(m,8,1); sizes=np.array([10,50,30,5,1500,6,120,40.]); X=U*sizes; noise=uniform(m,1,2)[:,0]-.5
y=2+.4*X[:,0]-.01*X[:,1]+.1*X[:,3]*U[:,2]-.0003*X[:,4]-.4*U[:,6]*U[:,7]*5+2*noise
print('housing-like', repr(ols(X,y)))
U=uniform(m,5,3); X=U*np.array([1,10,100,.1,5]); rate=np.exp(.5+1.2*U[:,0]-.8*U[:,1]+.4*U[:,2]); y=np.floor(rate*2*uniform(m,1,4)[:,0]+.5)
print('counts', repr(ols(X,y)))
p=make_pipeline(StandardScaler(),PoissonRegressor(alpha=0,max_iter=10000,tol=1e-12)).fit(X,y); print('counts poisson D2', repr(p.score(X,y)))
U=uniform(m,6,5); X=(U-.5)*np.array([1,1,1,30,1,.01]); y=((X[:,0]+X[:,3]/30+.8*(uniform(m,1,6)[:,0]-.5))>0).astype(int)
print('classification-like', repr(ols(X,y)), 'logistic', repr(lr.fit(X,y).score(X,y)))
